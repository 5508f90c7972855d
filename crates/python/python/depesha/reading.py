"""One text, read: its record with names for what it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from depesha import _native
from depesha.times import Time, written


def read(
    text: str,
    *,
    outlet: str | None = None,
    published: Time | None = None,
    title: str | None = None,
    url: str | None = None,
    id: str = "text",
) -> Reading:
    """Reads the text of a report. `published` is a date or a moment with its offset; `id` is the name under which the
    record knows the report, as the command line takes the file's path for it.

    Raises `ValueError` where the text is empty or in another language, or where `published` is no time.

    >>> import depesha
    >>> reading = depesha.read("«Мы ответим», — сказал министр Нино Мчедлидзе.", outlet="Озёрная газета")
    >>> reading
    <depesha.Reading of text: 1 statement, 0 events, 0 attitudes, 2 actors>
    >>> reading.statements[0].chain
    ['Озёрная газета', 'Нино Мчедлидзе']
    """
    made = _native.read(
        text, id=id, outlet=outlet, published=written("published", published), title=title, url=url
    )
    return Reading(text, made)


def versions() -> tuple[str, str]:
    """The versions of the program and of its language model: the same ones make the same record of a text.

    >>> import depesha
    >>> version, model = depesha.versions()
    """
    return _native.versions()


class Span:
    """Words of the text, and where they stand in it: `start` and `end` count characters, as Python does.

    >>> import depesha
    >>> cue = depesha.read("Мэр Павел Ручьёв заявил, что мост откроют.").statements[0].cue
    >>> cue.words, cue.start, cue.end
    ('заявил', 17, 23)
    """

    __slots__ = ("end", "start", "words")

    def __init__(self, text: str, span: dict[str, Any]) -> None:
        self.start: int = span["start"]
        self.end: int = span["end"]
        self.words: str = text[self.start : self.end]

    def __str__(self) -> str:
        return self.words

    def __repr__(self) -> str:
        return f"<{self.words!r} at {self.start}>"


class _Part:
    """A record of a reading."""

    def __init__(self, reading: Reading, record: dict[str, Any]) -> None:
        self._reading = reading
        self._record = record

    def to_dict(self) -> dict[str, Any]:
        """The record as it is in JSON."""
        return self._record

    def _span(self, span: dict[str, Any] | None) -> Span | None:
        return None if span is None else Span(self._reading.text, span)

    def _actors(self, ids: Sequence[str]) -> list[Actor]:
        return [self._reading.actor(id) for id in ids]

    def _maybe_actor(self, id: str | None) -> Actor | None:
        return None if id is None else self._reading.actor(id)

    def _maybe_statement(self, id: str | None) -> Statement | None:
        return None if id is None else self._reading.statement(id)

    def _text(self, name: str) -> str:
        return str(self._record[name])

    def _maybe_text(self, name: str) -> str | None:
        found = self._record.get(name)
        return None if found is None else str(found)


class Actor(_Part):
    """A person, state, body, outlet, group or place that the report speaks of.

    >>> import depesha
    >>> actor = depesha.read("Президент Финляндии Эрик Сандаль прибыл в Осло.").actors[0]
    >>> actor.name, actor.class_, actor.state
    ('Финляндия', 'state', 'FIN')
    """

    @property
    def id(self) -> str:
        """`a1`, `a2`, …"""
        return self._text("id")

    @property
    def name(self) -> str:
        """The fullest name in the report, in the nominative."""
        return self._text("name")

    @property
    def also(self) -> list[str]:
        """Its other names in the report, in the nominative."""
        return list(self._record["also"])

    @property
    def class_(self) -> str:
        """`person`, `state`, `organization`, `outlet`, `group`, `place` or `unknown`."""
        return self._text("class")

    @property
    def state(self) -> str | None:
        """The state that it is or acts for, or in which the place lies; ISO 3166-1 alpha-3."""
        return self._maybe_text("state")

    @property
    def roles(self) -> list[str]:
        """The offices, trades and relations that the report gives it, each with whose it is."""
        told = []
        for role in self._record["roles"]:
            of = role["of"]
            told.append(role["title"] if of is None else f"{role['title']} — {self._reading.actor(of).name}")
        return told

    @property
    def mentions(self) -> list[Span]:
        """Where the report names it."""
        return [Span(self._reading.text, mention) for mention in self._record["mentions"]]

    @property
    def references(self) -> list[Span]:
        """Where the report means it without its name."""
        return [Span(self._reading.text, mention) for mention in self._record["references"]]

    def __repr__(self) -> str:
        state = f", {self.state}" if self.state else ""
        return f"<Actor {self.id}: {self.name}, {self.class_}{state}>"


class Statement(_Part):
    """Who said what, through whom.

    >>> import depesha
    >>> text = "По данным агентства «Луч», мэр Павел Ручьёв заявил: «Мост откроют»."
    >>> statement = depesha.read(text).statements[-1]
    >>> statement.kind, statement.words
    ('direct', ['Мост откроют'])
    """

    @property
    def id(self) -> str:
        """`s1`, `s2`, …"""
        return self._text("id")

    @property
    def kind(self) -> str:
        """`direct`, `indirect` or `mixed`."""
        return self._text("kind")

    @property
    def cue(self) -> Span:
        """The words that carry the attribution."""
        return Span(self._reading.text, self._record["cue"])

    @property
    def source(self) -> Span | None:
        """The words that name who speaks."""
        return self._span(self._record["source"])

    @property
    def speaker(self) -> Actor | None:
        """Who speaks; none where the report does not tell."""
        return self._maybe_actor(self._record["speaker"])

    @property
    def content(self) -> list[Span]:
        """What is said, a stretch each."""
        return [Span(self._reading.text, span) for span in self._record["content"]]

    @property
    def words(self) -> list[str]:
        """The words of what is said."""
        return [span.words for span in self.content]

    @property
    def via(self) -> list[Actor]:
        """The relays, from the one nearest to the reader inwards."""
        return self._actors(self._record["via"])

    @property
    def parent(self) -> Statement | None:
        """The statement whose content holds this one."""
        return self._maybe_statement(self._record["parent"])

    @property
    def chain(self) -> list[str]:
        """The names through which the words came, from the reader inwards: the outlet; then, of each statement that
        holds this one and of itself, relays and speaker."""
        inwards: list[Statement] = []
        statement: Statement | None = self
        while statement is not None:
            inwards.append(statement)
            statement = statement.parent
        names = [self._reading.outlet] if self._reading.outlet else []
        for statement in reversed(inwards):
            names += [actor.name for actor in statement.via]
            if statement.speaker is not None:
                names.append(statement.speaker.name)
        return names

    @property
    def rule(self) -> str:
        """The rule that read it."""
        return self._text("rule")

    def __repr__(self) -> str:
        speaker = self.speaker.name if self.speaker else "unnamed"
        return f"<Statement {self.id}: {speaker} {self.cue.words}: {' … '.join(self.words)!r}>"


class Date(_Part):
    """When, as the text says.

    >>> import depesha
    >>> date = depesha.read("Мост откроют завтра.", published="2025-11-03").dates[0]
    >>> date.value, date.words
    ('2025-11-04', 'завтра')
    """

    @property
    def span(self) -> Span:
        """The words, with their preposition, and where they stand."""
        return Span(self._reading.text, self._record["span"])

    @property
    def words(self) -> str:
        """The words."""
        return self.span.words

    @property
    def value(self) -> str | None:
        """The date in the form of ISO 8601 or ISO 8601-2; of a range the beginning."""
        return self._maybe_text("value")

    @property
    def end(self) -> str | None:
        """The end of a range, which lies within it."""
        return self._maybe_text("end")

    @property
    def grain(self) -> str:
        """How long a stretch it names: `day`, `month`, `year` and so on."""
        return self._text("grain")

    @property
    def unresolved(self) -> str | None:
        """Why there is no value."""
        return self._maybe_text("unresolved")

    @property
    def bound(self) -> str:
        """`in`, `since`, `until`, `by`, `after` or `about`."""
        return self._text("bound")

    @property
    def said_in(self) -> Statement | None:
        """The innermost statement whose content holds it."""
        return self._maybe_statement(self._record["said_in"])

    def __repr__(self) -> str:
        return f"<Date {self.words!r}: {self.value or self.unresolved}>"


class Event(_Part):
    """What is said to be done, promised or left undone, by whom and to whom.

    >>> import depesha
    >>> event = depesha.read("Литва ввела санкции против двух пароходств.").events[0]
    >>> event.type, event.status, [actor.name for actor in event.actors]
    ('SANCTION', 'actual', ['Литва'])
    """

    @property
    def id(self) -> str:
        """`e1`, `e2`, …"""
        return self._text("id")

    @property
    def type(self) -> str:
        """One of the sixteen types of PLOVER, in capitals."""
        return self._text("type")

    @property
    def mode(self) -> str | None:
        """How it was done, as PLOVER names the modes of its type."""
        return self._maybe_text("mode")

    @property
    def contexts(self) -> list[str]:
        """The fields that its clause names, as PLOVER names them."""
        return list(self._record["contexts"])

    @property
    def trigger(self) -> Span:
        """The words that tell it."""
        return Span(self._reading.text, self._record["trigger"])

    @property
    def actors(self) -> list[Actor]:
        """Who does it; of a mutual act all parties."""
        return self._actors(self._record["actors"])

    @property
    def recipients(self) -> list[Actor]:
        """To whom it is done."""
        return self._actors(self._record["recipients"])

    @property
    def status(self) -> str:
        """`actual`, `planned`, `hypothetical` or `negated`."""
        return self._text("status")

    @property
    def commitment(self) -> bool:
        """Whether it binds the actor."""
        return bool(self._record["commitment"])

    @property
    def date(self) -> Date | None:
        """When, where its own clause says so."""
        found = self._record["date"]
        return None if found is None else Date(self._reading, found)

    @property
    def place(self) -> Actor | None:
        """Where it is done, where its own clause says so."""
        return self._maybe_actor(self._record["place"])

    @property
    def said_in(self) -> Statement | None:
        """The innermost statement that tells it; none where the author does."""
        return self._maybe_statement(self._record["said_in"])

    @property
    def confidence(self) -> float:
        """How likely it is such an event, from 0 to 1."""
        return float(self._record["confidence"])

    @property
    def rule(self) -> str:
        """The rule that read it."""
        return self._text("rule")

    @property
    def evidence(self) -> list[tuple[str, Span]]:
        """The words by which it was read, each with the part that it tells."""
        return [(found["of"], Span(self._reading.text, found)) for found in self._record["evidence"]]

    def __repr__(self) -> str:
        who = ", ".join(actor.name for actor in self.actors)
        to = ", ".join(actor.name for actor in self.recipients)
        return f"<Event {self.id}: {self.type} {self.status} {who}{f' → {to}' if to else ''}>"


class Commitment(_Part):
    """What somebody is bound to do.

    >>> import depesha
    >>> text = "Эстония пообещала Финляндии открыть порт до 1 мая 2026 года."
    >>> commitment = depesha.read(text).commitments[0]
    >>> [actor.name for actor in commitment.who], commitment.act.words
    (['Эстония'], 'открыть порт до 1 мая 2026 года')
    """

    @property
    def id(self) -> str:
        """`c1`, `c2`, …"""
        return self._text("id")

    @property
    def event(self) -> Event:
        """The event that binds."""
        return self._reading.event(self._text("event"))

    @property
    def who(self) -> list[Actor]:
        """Who is bound."""
        return self._actors(self._record["who"])

    @property
    def to(self) -> list[Actor]:
        """To whom they are."""
        return self._actors(self._record["to"])

    @property
    def act(self) -> Span:
        """The promised act with its complements."""
        return Span(self._reading.text, self._record["act"])

    @property
    def until(self) -> Date | None:
        """Until when."""
        found = self._record["until"]
        return None if found is None else Date(self._reading, found)

    @property
    def condition(self) -> Span | None:
        """The words that say under which condition."""
        return self._span(self._record["condition"])

    @property
    def said_in(self) -> Statement | None:
        """The innermost statement that holds the act; none where the author tells of it."""
        return self._maybe_statement(self._record["said_in"])

    def __repr__(self) -> str:
        return f"<Commitment {self.id}: {', '.join(actor.name for actor in self.who)}: {self.act.words!r}>"


class Attitude(_Part):
    """How one actor stands to another, as the report shows it.

    >>> import depesha
    >>> attitude = depesha.read("Литва ввела санкции против Белоруссии.").attitudes[0]
    >>> attitude.source.name, attitude.polarity, attitude.target.name
    ('Литва', 'neg', 'Белоруссия')
    """

    @property
    def source(self) -> Actor:
        """Whose it is."""
        return self._reading.actor(self._text("source"))

    @property
    def target(self) -> Actor:
        """To whom it is."""
        return self._reading.actor(self._text("target"))

    @property
    def polarity(self) -> str:
        """`pos` or `neg`."""
        return self._text("polarity")

    @property
    def confidence(self) -> float:
        """How sure it is, from 0 to 1."""
        return float(self._record["confidence"])

    @property
    def ground(self) -> str:
        """What shows it: `act`, `words`, `judgement`, `classifier` or `claimed`."""
        return self._text("ground")

    @property
    def evidence(self) -> list[Span]:
        """The words that show it, in the order of the text."""
        return [Span(self._reading.text, found) for found in self._record["evidence"]]

    @property
    def said_in(self) -> Statement | None:
        """The innermost statement that holds the surest words; none where the author tells it."""
        return self._maybe_statement(self._record["said_in"])

    def __repr__(self) -> str:
        sign = "+" if self.polarity == "pos" else "−"
        return f"<Attitude: {self.source.name} {sign} {self.target.name}>"


class Quantity(_Part):
    """How many, how much or how long.

    >>> import depesha
    >>> quantity = depesha.read("Порт принял более 1600 судов.").quantities[0]
    >>> quantity.value, quantity.bound, quantity.unit
    (1600, 'more than', 'судно')
    """

    @property
    def span(self) -> Span:
        """The number with what limits it and its unit."""
        return Span(self._reading.text, self._record["span"])

    @property
    def words(self) -> str:
        """The words."""
        return self.span.words

    @property
    def value(self) -> float:
        """The number; of a range, the lower end."""
        value: float = self._record["value"]
        return value

    @property
    def upper(self) -> float | None:
        """The upper end of a range."""
        return self._record.get("upper")

    @property
    def bound(self) -> str:
        """`exact`, `more than`, `less than`, `at least`, `at most`, `about` or `between`."""
        return self._text("bound")

    @property
    def kind(self) -> str:
        """`count`, `money`, `percent`, `measure`, `duration` or `age`."""
        return self._text("kind")

    @property
    def unit(self) -> str | None:
        """What is counted in the nominative singular, or a currency's code."""
        return self._maybe_text("unit")

    @property
    def said_in(self) -> Statement | None:
        """The innermost statement whose content holds it."""
        return self._maybe_statement(self._record["said_in"])

    def __repr__(self) -> str:
        return f"<Quantity {self.words!r}: {self.bound} {self.value} {self.unit or ''}>".replace(" >", ">")


class Reading:
    """The reading of a text: what it claims, and who says so. In a notebook it is the text with its statements
    coloured, and their chains.

    >>> import depesha
    >>> reading = depesha.read("Литва ввела санкции, сообщил мэр Павел Ручьёв.")
    >>> [event.type for event in reading.events]
    ['SANCTION']
    >>> reading.events[0].said_in.chain
    ['Павел Ручьёв']
    """

    def __init__(self, text: str, made: str) -> None:
        self.text = text
        self._json = made

    @cached_property
    def _record(self) -> dict[str, Any]:
        record: dict[str, Any] = json.loads(self._json)
        return record

    def to_json(self) -> str:
        """The record as `depesha read --format json` prints it, byte for byte, with the line end behind it.

        >>> import depesha
        >>> depesha.read("Мост открыт.").to_json().startswith('{\\n  "depesha": {')
        True
        """
        return self._json

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary, which is the caller's own.

        >>> import depesha
        >>> depesha.read("Мост открыт.", id="bridge").to_dict()["article"]["id"]
        'bridge'
        """
        made: dict[str, Any] = json.loads(self._json)
        return made

    @property
    def article(self) -> dict[str, Any]:
        """What is known of the report: id, outlet, address, time, headline, language, SHA-256."""
        article: dict[str, Any] = self._record["article"]
        return article

    @property
    def outlet(self) -> str | None:
        """The outlet, as it was given or as the text names it."""
        outlet: str | None = self.article["outlet"]
        return outlet

    @cached_property
    def actors(self) -> list[Actor]:
        """Everybody the report speaks of."""
        return [Actor(self, record) for record in self._record["actors"]]

    @cached_property
    def statements(self) -> list[Statement]:
        """Who said what, in the order of the text."""
        return [Statement(self, record) for record in self._record["statements"]]

    @cached_property
    def events(self) -> list[Event]:
        """What was done, promised or denied, in the order of the text."""
        return [Event(self, record) for record in self._record["events"]]

    @cached_property
    def commitments(self) -> list[Commitment]:
        """What somebody is bound to do, in the order of the text."""
        return [Commitment(self, record) for record in self._record["commitments"]]

    @cached_property
    def attitudes(self) -> list[Attitude]:
        """Who stands for or against whom."""
        return [Attitude(self, record) for record in self._record["attitudes"]]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """How much of what, in the order of the text."""
        return [Quantity(self, record) for record in self._record["quantities"]]

    @cached_property
    def dates(self) -> list[Date]:
        """When, in the order of the text."""
        return [Date(self, record) for record in self._record["dates"]]

    @cached_property
    def _by_id(self) -> dict[str, _Part]:
        parts: list[_Part] = [*self.actors, *self.statements, *self.events, *self.commitments]
        return {part.to_dict()["id"]: part for part in parts}

    def _named(self, id: str, kind: type[_Part]) -> _Part:
        part = self._by_id.get(id)
        if not isinstance(part, kind):
            raise KeyError(f"the reading has no {kind.__name__.lower()} `{id}`")
        return part

    def actor(self, id: str) -> Actor:
        """The actor of this id.

        >>> import depesha
        >>> depesha.read("Литва ввела санкции.").actor("a1").name
        'Литва'
        """
        actor = self._named(id, Actor)
        assert isinstance(actor, Actor)
        return actor

    def statement(self, id: str) -> Statement:
        """The statement of this id.

        >>> import depesha
        >>> depesha.read("Мост открыт, сказал Павел Ручьёв.").statement("s1").kind
        'indirect'
        """
        statement = self._named(id, Statement)
        assert isinstance(statement, Statement)
        return statement

    def event(self, id: str) -> Event:
        """The event of this id.

        >>> import depesha
        >>> depesha.read("Литва ввела санкции.").event("e1").type
        'SANCTION'
        """
        event = self._named(id, Event)
        assert isinstance(event, Event)
        return event

    def __repr__(self) -> str:
        lists: list[tuple[str, Sequence[object]]] = [
            ("statement", self.statements),
            ("event", self.events),
            ("attitude", self.attitudes),
            ("actor", self.actors),
        ]
        told = ", ".join(f"{len(found)} {word}{'' if len(found) == 1 else 's'}" for word, found in lists)
        return f"<depesha.Reading of {self.article['id']}: {told}>"

    def _repr_html_(self) -> str:
        from depesha.page import page

        return page(self)
