"""What tests and examples in docstrings share: a ledger of the example reports."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import depesha
import pytest

ROOT = Path(__file__).resolve().parents[3]
REPORTS = ROOT / "examples" / "reports"
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
