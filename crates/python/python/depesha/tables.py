"""Tables of Arrow, and the views over a ledger that are tables with a rule and evidence."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from depesha._native import ArrowTable, Computed


class Table:
    """A table that whoever knows Arrow's PyCapsule interface takes without a copy: pyarrow, polars, pandas, DuckDB.

    >>> import depesha, pyarrow
    >>> tables = depesha.read_batch(pyarrow.table({"text": ["Мэр Павел Ручьёв заявил, что мост откроют."]}))
    >>> tables.statements
    <depesha.Table: 1 row of 25 columns>
    >>> pyarrow.table(tables.statements)["words"].to_pylist()
    ['мост откроют']
    """

    def __init__(self, native: ArrowTable) -> None:
        self._table = native

    def __len__(self) -> int:
        return len(self._table)

    @property
    def columns(self) -> list[str]:
        """The names of its columns.

        >>> import depesha
        >>> depesha.schemas()["errors"].columns
        ['row', 'place', 'kind', 'problem', 'hint']
        """
        return self._table.columns

    @property
    def descriptions(self) -> dict[str, str]:
        """What each column says.

        >>> import depesha
        >>> depesha.schemas()["errors"].descriptions["problem"]
        'What is wrong with it.'
        """
        return dict(zip(self._table.columns, self._table.descriptions, strict=True))

    def __arrow_c_schema__(self) -> object:
        return self._table.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._table.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> Any:
        """The table as a `pyarrow.Table`.

        >>> import depesha
        >>> depesha.schemas()["errors"].to_arrow().num_rows
        0
        """
        import pyarrow

        return pyarrow.table(self)

    def to_pandas(self) -> Any:
        """The table as a `pandas.DataFrame`.

        >>> import depesha
        >>> depesha.schemas()["errors"].to_pandas().shape
        (0, 5)
        """
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """The table as a `polars.DataFrame`.

        >>> import depesha
        >>> depesha.schemas()["errors"].to_polars().width
        5
        """
        import polars

        return polars.DataFrame(self)

    def to_pylist(self) -> list[dict[str, Any]]:
        """The rows as dictionaries.

        >>> import depesha
        >>> depesha.schemas()["errors"].to_pylist()
        []
        """
        rows: list[dict[str, Any]] = self.to_arrow().to_pylist()
        return rows

    def __repr__(self) -> str:
        rows = len(self)
        kind = type(self).__name__
        return f"<depesha.{kind}: {rows} {'row' if rows == 1 else 'rows'} of {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        """The first rows for a notebook, where pandas is installed."""
        from html import escape

        try:
            head = self.to_arrow().slice(0, 20).to_pandas()
        except ImportError:
            return escape(repr(self))
        return f"{head.to_html(escape=True, max_cols=16)}<p>{escape(repr(self))}</p>"


class View(Table):
    """What was computed over a ledger: rows, the rule by which they were, and the records behind them.

    >>> import depesha
    >>> view = getfixture("ledger").relations("GEO", "LTU", by="month")
    >>> view.rule_name
    'relations 1'
    >>> view.evidence.columns[:3]
    ['row', 'part', 'adds']
    """

    def __init__(self, native: Computed) -> None:
        super().__init__(native.rows)
        self._computed = native

    @property
    def rule_name(self) -> str:
        """The name of the rule, with a number that is counted on when the rule changes.

        >>> getfixture("ledger").pairs().rule_name
        'pairs 1'
        """
        return self._computed.rule_name

    @property
    def rule(self) -> str:
        """How it is computed, in plain words, with the values of all constants.

        >>> "GEO" in getfixture("ledger").relations("GEO", "LTU").rule
        True
        """
        return "\n\n".join(self._computed.rule)

    @cached_property
    def evidence(self) -> Table:
        """The records behind the numbers, row by row, with their words and places.

        >>> len(getfixture("ledger").relations("GEO", "LTU").evidence) > 0
        True
        """
        return Table(self._computed.evidence())
