"""What tests and examples in docstrings share: a ledger of the example reports."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import depesha
import pytest

ROOT = Path(__file__).resolve().parents[3]
REPORTS = ROOT / "examples" / "reports"
FOREIGN = (
    "The bridge over the river was opened on Wednesday by the mayor, who thanked the builders and "
    "promised that the second bridge would be finished before the end of next year."
)
RECEIVED = "2025-12-01T00:00:00Z"


@pytest.fixture(scope="session")
def ledger_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("ledger") / "news.ledger"
    made = depesha.ingest(REPORTS, file, received=RECEIVED)
    assert made.new > 100 and not made.problems
    return file


@pytest.fixture(scope="session")
def ledger(ledger_file: Path) -> depesha.Ledger:
    return depesha.Ledger(ledger_file)


@pytest.fixture(scope="session")
def binary() -> Path:
    """The command line's program, of the same sources; tests that compare with it are skipped without it."""
    given = os.environ.get("DEPESHA_PROGRAM")
    found = given or shutil.which("depesha")
    if not found:
        pytest.skip("no program `depesha`: name one in DEPESHA_PROGRAM")
    return Path(found)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Spark in this process, with two threads."""
    sql = pytest.importorskip("pyspark.sql")
    if shutil.which("java") is None:
        pytest.skip("no Java for Spark")
    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = (
        sql.SparkSession.builder.master("local[2]")
        .appName("depesha tests")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    yield session
    session.stop()
