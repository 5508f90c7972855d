"""A ledger's answers, and what is computed over it."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable
from typing import Any, Literal

from depesha import _native
from depesha.tables import Table, View
from depesha.times import Day

Step = Literal["day", "week", "month", "quarter"]
"""How long a step of a series is."""

Names = str | Iterable[str]
"""One value, or several of which each holds (states) or one will do (types, statuses, kinds)."""


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


def _filters(**given: Any) -> list[tuple[str, str]]:
    """The filters that were given, as names and values."""
    filters: list[tuple[str, str]] = []
    for name, value in given.items():
        if value is None or value is False:
            continue
        name = name.replace("_", "-")
        if name == "between":
            pair = [value] if isinstance(value, str) else list(value)
            if len(pair) != 2:
                raise ValueError(f"`between` cannot be {value!r}: give two states, such as ('AZE', 'RUS')")
            filters.append((name, ",".join(map(str, pair))))
        elif isinstance(value, str) or not isinstance(value, Iterable):
            filters.append((name, _written(value)))
        else:
            filters += [(name, _written(one)) for one in value]
    return filters


def _day(given: Day | None) -> str | None:
    return given.isoformat() if isinstance(given, datetime.date) else given


class Ledger:
    """A ledger, opened for asking only.

    Questions are those of the command line, with its filters: `by` is who speaks, acts, is bound, or is for or against
    somebody (a surname alone will do), `about` who is spoken of or acted upon, `between` two states, either way, `state`
    a state that has a part in it, by code or name; `outlet`, `since` and `until` are of the report (a month or year to its
    end), `search` looks for words in any form, `confidence` is how sure a record is at least, `without_copies` leaves out
    reports that are copies. Answers are tables of Arrow; docs/SCHEMA.md and docs/VIEWS.md have their columns.

    Raises `FileNotFoundError` where there is no such file, `ValueError` where it is no ledger, or a filter's value says
    nothing.

    >>> import depesha
    >>> ledger = depesha.Ledger(getfixture("ledger_file"))
    >>> ledger.events(type="sanction", status="negated").to_pylist()[0]["chain"]
    ['Озёрная газета', 'Нино Мчедлидзе']
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._ledger = _native.OpenLedger(path)
        self.path = os.fspath(path)

    def __repr__(self) -> str:
        articles, _, _, statements, events, _ = self._ledger.counts()
        return f"<depesha.Ledger {self.path}: {articles} articles, {statements} statements, {events} events>"

    def _ask(self, list_: str, **given: Any) -> Table:
        return Table(self._ledger.ask(list_, _filters(**given)))

    def statements(
        self,
        *,
        by: str | None = None,
        about: str | None = None,
        between: tuple[str, str] | None = None,
        state: Names | None = None,
        kind: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        confidence: float | None = None,
        without_copies: bool = False,
        latest_first: bool = False,
        limit: int | None = None,
    ) -> Table:
        """Who said what, through whom; `kind` is `direct`, `indirect` or `mixed`.

        >>> getfixture("ledger").statements(by="Мчедлидзе", search="санкция").to_pylist()[0]["kind"]
        'indirect'
        """
        return self._ask(
            "statements",
            by=by,
            about=about,
            between=between,
            state=state,
            kind=kind,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            confidence=confidence,
            without_copies=without_copies,
            latest_first=latest_first,
            limit=limit,
        )

    def events(
        self,
        *,
        by: str | None = None,
        about: str | None = None,
        between: tuple[str, str] | None = None,
        state: Names | None = None,
        type: Names | None = None,
        status: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        confidence: float | None = None,
        without_copies: bool = False,
        latest_first: bool = False,
        limit: int | None = None,
    ) -> Table:
        """What is said to be done, by whom to whom; `type` is a type of PLOVER, `status` is `actual`, `planned`,
        `hypothetical` or `negated`.

        >>> getfixture("ledger").events(between=("LTU", "GEO"), limit=1).to_pylist()[0]["recipient_states"]
        ['GEO']
        """
        return self._ask(
            "events",
            by=by,
            about=about,
            between=between,
            state=state,
            type=type,
            status=status,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            confidence=confidence,
            without_copies=without_copies,
            latest_first=latest_first,
            limit=limit,
        )

    def commitments(
        self,
        *,
        by: str | None = None,
        about: str | None = None,
        between: tuple[str, str] | None = None,
        state: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        without_copies: bool = False,
        latest_first: bool = False,
        limit: int | None = None,
    ) -> Table:
        """Who is bound, to whom, to what, until when.

        >>> getfixture("ledger").commitments(by="Литва").to_pylist()[0]["act"]
        'открыть порт до 1 мая 2026 года'
        """
        return self._ask(
            "commitments",
            by=by,
            about=about,
            between=between,
            state=state,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            without_copies=without_copies,
            latest_first=latest_first,
            limit=limit,
        )

    def attitudes(
        self,
        *,
        by: str | None = None,
        about: str | None = None,
        between: tuple[str, str] | None = None,
        state: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        confidence: float | None = None,
        without_copies: bool = False,
        latest_first: bool = False,
        limit: int | None = None,
    ) -> Table:
        """Who is for or against whom.

        >>> getfixture("ledger").attitudes(by="Литва", about="Грузия", limit=1).to_pylist()[0]["polarity"]
        'pos'
        """
        return self._ask(
            "attitudes",
            by=by,
            about=about,
            between=between,
            state=state,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            confidence=confidence,
            without_copies=without_copies,
            latest_first=latest_first,
            limit=limit,
        )

    def actors(
        self,
        *,
        by: str | None = None,
        state: Names | None = None,
        kind: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        limit: int | None = None,
    ) -> Table:
        """Who is who over all reports; `by` is a name of theirs, `kind` is `person`, `state`, `organization`, `outlet` or
        `place`.

        >>> getfixture("ledger").actors(kind="person").to_pylist()[0]["name"]
        'Павел Ручьёв'
        """
        return self._ask(
            "actors", by=by, state=state, kind=kind, outlet=outlet, since=since, until=until, limit=limit
        )

    def articles(
        self,
        *,
        by: str | None = None,
        state: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        without_copies: bool = False,
        latest_first: bool = False,
        limit: int | None = None,
    ) -> Table:
        """Which reports there are, and which are copies of which.

        >>> len(getfixture("ledger").articles(since="2025-01", until="2025-12-31")) > 10
        True
        """
        return self._ask(
            "articles",
            by=by,
            state=state,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            without_copies=without_copies,
            latest_first=latest_first,
            limit=limit,
        )

    def quantities(
        self,
        *,
        by: str | None = None,
        state: Names | None = None,
        kind: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        without_copies: bool = False,
        latest_first: bool = False,
        limit: int | None = None,
    ) -> Table:
        """How many, how much or how long; `kind` is `count`, `money`, `percent`, `measure`, `duration` or `age`.

        >>> getfixture("ledger").quantities(kind="count", limit=1).columns[:2]
        ['day', 'outlet']
        """
        return self._ask(
            "quantities",
            by=by,
            state=state,
            kind=kind,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            without_copies=without_copies,
            latest_first=latest_first,
            limit=limit,
        )

    def dates(
        self,
        *,
        by: str | None = None,
        state: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        without_copies: bool = False,
        latest_first: bool = False,
        limit: int | None = None,
    ) -> Table:
        """Which days, months and years reports speak of.

        >>> getfixture("ledger").dates(search="порт", limit=1).to_pylist()[0]["value"]
        '2026-05-01'
        """
        return self._ask(
            "dates",
            by=by,
            state=state,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            without_copies=without_copies,
            latest_first=latest_first,
            limit=limit,
        )

    def relations(
        self,
        one: str,
        other: str,
        *,
        by: Step = "week",
        since: Day | None = None,
        until: Day | None = None,
        as_told_by: bool = False,
        partings: bool = False,
    ) -> View:
        """How two states get on, as reports tell it: the series of conflict and cooperation by steps of time. With
        `as_told_by`, whose voices tell it; with `partings`, how each two voices differ.

        >>> getfixture("ledger").relations("GEO", "Литва", by="month").columns[:2]
        ['period', 'begins']
        """
        told = "partings" if partings else "voices" if as_told_by else None
        return View(
            self._ledger.relations(one, other, by=by, since=_day(since), until=_day(until), told=told)
        )

    def phases(
        self,
        one: str,
        other: str,
        *,
        by: Step = "week",
        since: Day | None = None,
        until: Day | None = None,
        penalty: float | None = None,
        claims: bool = False,
    ) -> View:
        """The phases of a relation, with the acts by which each differs from the one before; `penalty` is how much a
        further phase must explain. With `claims`, what is said of the state of the relation.

        >>> getfixture("ledger").phases("GEO", "LTU", by="month").columns[:3]
        ['phase', 'begins', 'ends']
        """
        return View(
            self._ledger.phases(
                one, other, by=by, since=_day(since), until=_day(until), penalty=penalty, claims=claims
            )
        )

    def pairs(
        self,
        *,
        busiest: int = 20,
        by: Step = "week",
        since: Day | None = None,
        until: Day | None = None,
        penalty: float | None = None,
    ) -> View:
        """The pairs of states that most reports tell of, with their breaks.

        >>> getfixture("ledger").pairs(busiest=1).to_pylist()[0]["one"]
        'GEO'
        """
        return View(
            self._ledger.pairs(
                busiest=busiest, by=by, since=_day(since), until=_day(until), penalty=penalty
            )
        )

    def network(
        self,
        *,
        actors: bool = False,
        since: Day | None = None,
        until: Day | None = None,
        against: tuple[Day | None, Day | None] | None = None,
    ) -> View:
        """Who is for or against whom: ties between states, or `actors` by name; `against` are the first and last of other
        days to compare with.

        >>> getfixture("ledger").network().columns[:2]
        ['source', 'target']
        """
        other = None if against is None else (_day(against[0]), _day(against[1]))
        return View(
            self._ledger.network(actors=actors, since=_day(since), until=_day(until), against=other)
        )

    def alerts(self, *, on: Day | None = None, rules: str | None = None) -> View:
        """Pairs of states that move against their own baseline in the days up to `on`; `rules` is the text of a TOML file
        of rules to use instead of the program's.

        >>> "rule" in getfixture("ledger").alerts().columns
        True
        """
        return View(self._ledger.alerts(on=_day(on), toml=rules))

    def promises(
        self,
        *,
        on: Day | None = None,
        by: str | None = None,
        about: str | None = None,
        between: tuple[str, str] | None = None,
        state: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        without_copies: bool = False,
        limit: int | None = None,
    ) -> View:
        """What became of commitments by the word of other reports; what is due before `on` is overdue, and nothing is
        where that is left out.

        >>> getfixture("ledger").promises(on="2026-06-01").rule_name
        'commitments 1'
        """
        filters = _filters(
            by=by,
            about=about,
            between=between,
            state=state,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            without_copies=without_copies,
            limit=limit,
        )
        return View(self._ledger.lives(filters, on=_day(on)))

    def disputes(
        self,
        *,
        kind: Names | None = None,
        by: str | None = None,
        about: str | None = None,
        between: tuple[str, str] | None = None,
        state: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        without_copies: bool = False,
        limit: int | None = None,
    ) -> View:
        """Claims of two voices that cannot both hold; `kind` is what they differ in: `negation`, `number`, `date`, `place`
        or `agent`.

        >>> getfixture("ledger").disputes(kind="number").rule_name
        'disputes 2'
        """
        filters = _filters(
            by=by,
            about=about,
            between=between,
            state=state,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            without_copies=without_copies,
            limit=limit,
        )
        kinds = [] if kind is None else [kind] if isinstance(kind, str) else list(kind)
        return View(self._ledger.disputes(filters, kinds=kinds))

    def narratives(
        self,
        *,
        least: int = 2,
        accusing_of_manipulation: bool = False,
        by: str | None = None,
        about: str | None = None,
        between: tuple[str, str] | None = None,
        state: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        without_copies: bool = False,
        limit: int | None = None,
    ) -> View:
        """Claims that `least` reports or more tell, each in words of its own, and how they spread; or only what accuses
        somebody of misleading others.

        >>> getfixture("ledger").narratives().rule_name
        'narratives 5'
        """
        filters = _filters(
            by=by,
            about=about,
            between=between,
            state=state,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            without_copies=without_copies,
            limit=limit,
        )
        return View(
            self._ledger.narratives(
                filters, least=least, accusing_of_manipulation=accusing_of_manipulation
            )
        )

    def citations(
        self,
        *,
        step: Step | None = None,
        influence: bool = False,
        by: str | None = None,
        about: str | None = None,
        between: tuple[str, str] | None = None,
        state: Names | None = None,
        outlet: str | None = None,
        since: Day | None = None,
        until: Day | None = None,
        search: str | None = None,
        without_copies: bool = False,
        limit: int | None = None,
    ) -> View:
        """Which outlets name which others for what they say, in all or by `step`; with `influence`, how much each is
        listened to.

        >>> getfixture("ledger").citations(influence=True).rule_name
        'citations 1'
        """
        filters = _filters(
            by=by,
            about=about,
            between=between,
            state=state,
            outlet=outlet,
            since=since,
            until=until,
            search=search,
            without_copies=without_copies,
            limit=limit,
        )
        return View(self._ledger.citations(filters, by=step, influence=influence))
