"""A table of texts, read on all processors."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from depesha import _native
from depesha.tables import Table
from depesha.times import Time, written


class Tables(Mapping[str, Table]):
    """The tables of a batch by name, which are attributes, too: `tables.statements` is `tables["statements"]`.

    They are those of the ledger's star schema, with `records`, by which `depesha ingest` takes them into a ledger, and
    `errors`, a row for each row that was not read.

    >>> import depesha, pyarrow
    >>> texts = ["Мэр Павел Ручьёв заявил, что мост откроют.", " "]
    >>> tables = depesha.read_batch(pyarrow.table({"text": texts}))
    >>> list(tables)[:4]
    ['articles', 'readings', 'actors', 'mentions']
    >>> tables.errors.to_pylist()[0]["problem"]
    'its text is empty'
    """

    def __init__(self, tables: dict[str, Table]) -> None:
        self._tables = tables

    def __getitem__(self, name: str) -> Table:
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __getattr__(self, name: str) -> Table:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._tables[name]
        except KeyError:
            known = ", ".join(self._tables)
            raise AttributeError(f"there is no table `{name}` among {known}") from None

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._tables]

    def __repr__(self) -> str:
        told = ", ".join(f"{name} {len(table)}" for name, table in self._tables.items() if len(table))
        return f"<depesha.Tables: {told or 'no rows'}>"

    def write(self, folder: str | os.PathLike[str]) -> None:
        """Writes each table into the folder as a file of Parquet, which `depesha ingest` and `depesha.ingest` take
        into a ledger. The folder is made where it is not there; files of the same names are replaced.

        >>> import depesha, pyarrow, tempfile, os
        >>> tables = depesha.read_batch(pyarrow.table({"text": ["Мост открыт."]}))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     tables.write(folder)
        ...     "records.parquet" in os.listdir(folder)
        True
        """
        import pyarrow.parquet

        path = Path(folder)
        path.mkdir(parents=True, exist_ok=True)
        for name, table in self._tables.items():
            pyarrow.parquet.write_table(table.to_arrow(), path / f"{name}.parquet", compression="zstd")


def read_batch(
    data: Any,
    *,
    columns: Mapping[str, str] | None = None,
    outlet: str | None = None,
    published: Time | None = None,
    received: Time | None = None,
    place: str = "batch",
    first_row: int = 0,
    threads: int | None = None,
) -> Tables:
    """Reads the texts of a table or record batch: of pyarrow, polars, or whatever gives a stream of Arrow.

    Columns are known by the names that `depesha ingest` understands (`text`, `title`, `outlet`, `published`, `url`,
    `language`, `id`, and what others call these); `columns` says which is which where a name is none of those. A row is
    known by its `id`, else by its address, else by `place` and the number of the row. `outlet` and `published` hold
    for rows that have none. `received` is when all of it was received; where it is left out, whoever takes the tables
    into a ledger says so. `first_row` is added to the numbers of rows, for tables that are parts of a longer one.

    Rows come out in their order, and the same on any number of `threads` (as many as there are processors, where none
    is given). Texts in other languages than Russian are in `articles`, unread; a row that is no report is in `errors`.

    Raises `TypeError` where `data` is no table, `ValueError` where none of its columns holds a text.

    >>> import depesha, pyarrow
    >>> words = ["Министр Нино Мчедлидзе отрицает, что Литва ввела санкции."]
    >>> tables = depesha.read_batch(pyarrow.table({"words": words}), columns={"text": "words"})
    >>> [(event["type"], event["status"]) for event in tables.events.to_pylist()]
    [('REJECT', 'actual'), ('SANCTION', 'negated')]
    """
    given = _native.read_batch(
        data,
        columns=list((columns or {}).items()),
        outlet=outlet,
        published=written("published", published),
        received=written("received", received),
        place=place,
        first_row=first_row,
        threads=threads,
    )
    return Tables({name: Table(table) for name, table in given})


def schemas() -> Tables:
    """The tables of `read_batch` without rows: their columns, with types and what they say.

    >>> import depesha
    >>> depesha.schemas().records.columns[0]
    'article'
    """
    return Tables({name: Table(table) for name, table in _native.described()})
