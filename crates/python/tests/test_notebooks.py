"""The notebooks of the examples, executed."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import depesha
import pytest
from conftest import ROOT

NOTEBOOKS = ROOT / "examples" / "notebooks"


@pytest.mark.parametrize("file", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda file: file.name)
def test_a_notebook_runs_to_its_end(file: Path) -> None:
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(file, as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells), "a notebook is kept without outputs"
    nbclient.NotebookClient(notebook, timeout=240, resources={"metadata": {"path": ROOT}}).execute()
    texts = [
        output.get("text") or output.get("data", {}).get("text/html", "")
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    ]
    shown = "\n".join("".join(text) for text in texts)
    assert "largest break: 2025-04-07" in shown
    assert "background:hsla" in shown


def test_the_same_in_r(ledger: depesha.Ledger, ledger_file: Path, binary: Path, tmp_path: Path) -> None:
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("no R: examples/notebooks/relation.R is not run")
    packages = subprocess.run(
        [rscript, "-e", "library(arrow); library(duckdb)"], capture_output=True, check=False
    )
    if packages.returncode != 0:
        pytest.skip("R is without the packages `arrow` and `duckdb`: examples/notebooks/relation.R is not run")
    asked: list[str | Path] = [binary, "phases", "GEO", "LTU", "--ledger", ledger_file, "--format", "parquet"]
    subprocess.run([*asked, "--output", tmp_path / "phases.parquet"], check=True)
    subprocess.run([*asked, "--evidence", "--output", tmp_path / "evidence.parquet"], check=True)
    subprocess.run([binary, "export", "--ledger", ledger_file, tmp_path / "tables"], check=True)
    given = [tmp_path / name for name in ("phases.parquet", "evidence.parquet", "tables")]
    run = subprocess.run(
        [rscript, NOTEBOOKS / "relation.R", *given], capture_output=True, check=True, text=True
    )
    assert "largest break: 2025-04-07" in run.stdout
