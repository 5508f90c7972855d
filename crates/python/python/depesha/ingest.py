"""Reports go into a ledger."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from depesha import _native
from depesha.times import Time, written


@dataclass(frozen=True)
class Ingested:
    """What became of the reports: how many were `new`, `new_versions` of known ones, known ones with `new_readings`,
    or `unchanged`; how many of all are `unread`, in other languages; how many things were `rejected`, and with how
    many reading `failed`. `problems` has the place and the reason of each of these."""

    new: int
    new_versions: int
    new_readings: int
    unchanged: int
    unread: int
    rejected: int
    failed: int
    problems: list[tuple[str, str]]


def ingest(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    ledger: str | os.PathLike[str],
    *,
    columns: Mapping[str, str] | None = None,
    outlet: str | None = None,
    published: Time | None = None,
    received: Time | None = None,
    any_version: bool = False,
    threads: int | None = None,
) -> Ingested:
    """Reads the reports of files and folders, in any form, and keeps them in a ledger, which is begun where there is
    none, as `depesha ingest` does. A folder of the tables of `read_batch` or Spark is taken in as it was read; what
    another version read, only with `any_version`. Of two texts of one report the one `received` later is shown.

    Raises `FileNotFoundError` where a path is not there, `ValueError` where tables are of no use.

    >>> import depesha, pathlib, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     text = pathlib.Path(folder, "bridge.txt")
    ...     _ = text.write_text("Мэр Павел Ручьёв заявил, что мост откроют в мае.", encoding="utf-8")
    ...     depesha.ingest(text, pathlib.Path(folder, "news.ledger")).new
    1
    """
    given = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    counts, problems = _native.ingest(
        given,
        ledger,
        columns=list((columns or {}).items()),
        outlet=outlet,
        published=written("published", published),
        received=written("received", received),
        any_version=any_version,
        threads=threads,
    )
    return Ingested(**dict(counts), problems=problems)
