"""What the package has of Rust; the package's own modules are its face."""

import os
from typing import Any, final

__all__ = [
    "ArrowTable",
    "Computed",
    "OpenLedger",
    "__version__",
    "described",
    "filters",
    "ingest",
    "read",
    "read_batch",
    "versions",
]

__version__: str

def read(
    text: str,
    *,
    id: str,
    outlet: str | None = None,
    published: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> str: ...
def versions() -> tuple[str, str]: ...
def read_batch(
    data: Any,
    *,
    columns: list[tuple[str, str]],
    outlet: str | None = None,
    published: str | None = None,
    received: str | None = None,
    place: str,
    first_row: int = 0,
    threads: int | None = None,
) -> list[tuple[str, ArrowTable]]: ...
def described() -> list[tuple[str, ArrowTable]]: ...
def ingest(
    paths: list[str | os.PathLike[str]],
    ledger: str | os.PathLike[str],
    *,
    columns: list[tuple[str, str]],
    outlet: str | None = None,
    published: str | None = None,
    received: str | None = None,
    any_version: bool,
    threads: int | None = None,
) -> tuple[list[tuple[str, int]], list[tuple[str, str]]]: ...
def filters(list: str) -> list[tuple[str, str, bool]]: ...

@final
class ArrowTable:
    @property
    def columns(self) -> list[str]: ...
    @property
    def descriptions(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...

@final
class Computed:
    @property
    def rows(self) -> ArrowTable: ...
    @property
    def rule_name(self) -> str: ...
    @property
    def rule(self) -> list[str]: ...
    def evidence(self) -> ArrowTable: ...

@final
class OpenLedger:
    def __new__(cls, path: str | os.PathLike[str]) -> OpenLedger: ...
    def ask(self, list: str, filters: list[tuple[str, str]]) -> ArrowTable: ...
    def counts(self) -> list[int]: ...
    def relations(
        self, one: str, other: str, *, by: str, since: str | None, until: str | None, told: str | None
    ) -> Computed: ...
    def phases(
        self,
        one: str,
        other: str,
        *,
        by: str,
        since: str | None,
        until: str | None,
        penalty: float | None,
        claims: bool,
    ) -> Computed: ...
    def pairs(
        self, *, busiest: int, by: str, since: str | None, until: str | None, penalty: float | None
    ) -> Computed: ...
    def network(
        self,
        *,
        actors: bool,
        since: str | None,
        until: str | None,
        against: tuple[str | None, str | None] | None,
    ) -> Computed: ...
    def alerts(self, *, on: str | None, toml: str | None) -> Computed: ...
    def lives(self, filters: list[tuple[str, str]], *, on: str | None) -> Computed: ...
    def disputes(self, filters: list[tuple[str, str]], *, kinds: list[str]) -> Computed: ...
    def narratives(
        self, filters: list[tuple[str, str]], *, least: int, accusing_of_manipulation: bool
    ) -> Computed: ...
    def citations(
        self, filters: list[tuple[str, str]], *, by: str | None, influence: bool
    ) -> Computed: ...
