"""Days and times, as they are given to what is written in Rust."""

from __future__ import annotations

import datetime

Day = str | datetime.date
"""A day: `2025-11-03`, also a month (`2025-11`) or year (`2025`), or a `datetime.date`."""

Time = str | datetime.date | datetime.datetime
"""A day, or a moment with its offset: `2025-11-03T09:30:00+03:00`, or the like of `datetime`."""


def written(name: str, given: Time | None) -> str | None:
    """The time in the form of ISO 8601.

    >>> written("published", datetime.date(2025, 11, 3))
    '2025-11-03'
    """
    if given is None or isinstance(given, str):
        return given
    if isinstance(given, datetime.datetime) and given.tzinfo is None:
        raise ValueError(f"`{name}` is a time without an offset from UTC: give it a `tzinfo`, or give a date")
    return given.isoformat()
