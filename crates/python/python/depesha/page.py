"""A reading as HTML for a notebook: the text with its statements coloured, and their chains. Nothing is fetched, and
nothing of the text is taken for markup."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from depesha.reading import Reading, Statement

# Hues that are told apart on light and dark ground, by feel; statements within each other have different ones.
_HUES = (210, 30, 140, 330, 270, 60, 180, 0)


def _colour(number: int, strength: float) -> str:
    return f"hsla({_HUES[number % len(_HUES)]},70%,50%,{strength})"


def _title(statement: Statement) -> str:
    chain = " ← ".join(statement.chain) or "unnamed"
    return f"{statement.id}: {chain}, {statement.kind}"


def _marked_text(reading: Reading) -> str:
    text = reading.text
    statements = reading.statements
    numbers = {statement.id: number for number, statement in enumerate(statements)}
    contents = [
        (span.start, span.end, statement) for statement in statements for span in statement.content if span.end > span.start
    ]
    signs = [(statement.cue.start, statement.cue.end, "font-weight:bold") for statement in statements]
    signs += [
        (statement.source.start, statement.source.end, "font-style:italic")
        for statement in statements
        if statement.source is not None
    ]
    signs += [
        (event.trigger.start, event.trigger.end, "text-decoration:underline dotted") for event in reading.events
    ]
    borders = {0, len(text)}
    for start, end, _ in contents:
        borders |= {start, end}
    for start, end, _ in signs:
        borders |= {start, end}
    cuts = sorted(border for border in borders if 0 <= border <= len(text))
    pieces = []
    first_stretch = {statement.id: min(span.start for span in statement.content) for statement in statements if statement.content}
    for start, end in zip(cuts, cuts[1:], strict=False):
        within = [(s_end - s_start, s) for s_start, s_end, s in contents if s_start <= start and end <= s_end]
        # The shortest stretch that holds it is the innermost.
        within.sort(key=lambda found: found[0])
        styles = [style for s_start, s_end, style in signs if s_start <= start and end <= s_end]
        title = ""
        marks = "".join(
            f'<sup style="color:{_colour(numbers[s.id], 1)}">{numbers[s.id] + 1}</sup>'
            for _, s in reversed(within)
            if first_stretch[s.id] == start
        )
        if within:
            innermost = within[0][1]
            styles.append(f"background:{_colour(numbers[innermost.id], 0.22)}")
            if len(within) > 1:
                around = within[1][1]
                styles.append(f"border-bottom:2px solid {_colour(numbers[around.id], 0.8)}")
            title = f' title="{escape(_title(innermost))}"'
        words = escape(text[start:end]).replace("\n", "<br>")
        if styles or title:
            words = f'<span style="{";".join(styles)}"{title}>{words}</span>'
        pieces.append(marks + words)
    return "".join(pieces)


def _row(number: int, statement: Statement) -> str:
    depth = 0
    parent = statement.parent
    while parent is not None:
        depth += 1
        parent = parent.parent
    speaker = statement.speaker.name if statement.speaker is not None else "unnamed"
    cells = [
        f'<span style="color:{_colour(number, 1)}">{number + 1}</span>',
        f'<span style="padding-left:{depth}em">{escape(speaker)}</span>',
        escape(f"{statement.kind} · {statement.cue.words}"),
        escape(" ← ".join(statement.chain)),
        escape(" … ".join(statement.words)),
    ]
    return "<tr>" + "".join(f'<td style="text-align:left">{cell}</td>' for cell in cells) + "</tr>"


def page(reading: Reading) -> str:
    """The text with its contents coloured (those around them underlined), cues bold, sources in italics, the words that
    tell events dotted; then a row a statement, and what is done and who is for or against whom.

    >>> import depesha
    >>> page(depesha.read("«<b>Мост</b> открыт», — сказал Павел Ручьёв.")).count("<b>")
    0
    """
    rows = "".join(_row(number, statement) for number, statement in enumerate(reading.statements))
    head = "".join(f'<th style="text-align:left">{name}</th>' for name in ("", "speaker", "how", "chain", "words"))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""
    events = []
    for event in reading.events:
        who = ", ".join(actor.name for actor in event.actors)
        to = ", ".join(actor.name for actor in event.recipients)
        told = event.said_in
        by = f"; told by {' ← '.join(told.chain) or 'unnamed'}" if told is not None else ""
        arrow = " → " if to else ""
        events.append(f"{event.type} {event.status}: {who}{arrow}{to} “{event.trigger.words}”{by}")
    for attitude in reading.attitudes:
        sign = "+" if attitude.polarity == "pos" else "−"
        events.append(f"{attitude.source.name} {sign} {attitude.target.name}")
    listed = "".join(f"<li>{escape(line)}</li>" for line in events)
    below = f"<ul>{listed}</ul>" if listed else ""
    return f'<div><p style="line-height:1.8">{_marked_text(reading)}</p>{table}{below}</div>'
