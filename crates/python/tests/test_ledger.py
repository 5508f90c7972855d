"""A ledger's answers."""

from __future__ import annotations

import datetime
import inspect
import json
import subprocess
from pathlib import Path

import depesha
import polars
import pyarrow
import pytest
from depesha import _native

LISTS = ["statements", "events", "commitments", "attitudes", "actors", "articles", "quantities", "dates"]


@pytest.mark.parametrize("name", LISTS)
def test_each_list_takes_the_filters_that_the_program_takes(name: str) -> None:
    taken = set(inspect.signature(getattr(depesha.Ledger, name)).parameters) - {"self"}
    known = {filter.replace("-", "_") for filter, _, _ in _native.filters(name)}
    # Of who is who nothing is published.
    known -= {"latest_first"} if name == "actors" else set()
    assert taken == known


@pytest.mark.parametrize("name", LISTS)
def test_answers_are_those_of_the_program(
    name: str, ledger: depesha.Ledger, ledger_file: Path, binary: Path
) -> None:
    command: list[str | Path] = [binary, name, "--ledger", ledger_file, "--format", "jsonl", "--since", "2025-03"]
    run = subprocess.run(command, capture_output=True, check=True, text=True)
    expected = [json.loads(line) for line in run.stdout.splitlines()]
    found = getattr(ledger, name)(since="2025-03").to_pylist()
    for row in found:
        for column, value in row.items():
            if isinstance(value, datetime.date):
                row[column] = value.isoformat()
    assert found == expected and len(found) > 0


def test_filters_are_those_of_the_command_line(ledger: depesha.Ledger) -> None:
    everything = len(ledger.events())
    sanctions = ledger.events(type="sanction", between=("Грузия", "LTU"), since=datetime.date(2025, 4, 1))
    assert 0 < len(sanctions) < everything
    both = ledger.events(type=["SANCTION", "accuse"], status=("actual", "negated"), state=["GEO", "LTU"])
    assert len(both) > len(ledger.events(type="SANCTION", status="actual", state=["GEO", "LTU"]))
    assert len(ledger.statements(limit=3)) == 3
    latest = ledger.statements(limit=1, latest_first=True).to_pylist()[0]["day"]
    assert latest > ledger.statements(limit=1).to_pylist()[0]["day"]
    assert len(ledger.statements(confidence=1.0)) <= len(ledger.statements())
    assert len(ledger.articles(without_copies=True)) < len(ledger.articles())


def test_other_libraries_take_answers(ledger: depesha.Ledger) -> None:
    answers = ledger.events(limit=5)
    assert pyarrow.table(answers).num_rows == len(answers) == 5
    assert polars.DataFrame(answers).columns == answers.columns
    assert list(answers.to_pandas().columns) == answers.columns
    assert answers.descriptions["type"].startswith("One of the sixteen types")
    assert "<table" in answers._repr_html_()


def test_views_have_a_rule_and_evidence(ledger: depesha.Ledger) -> None:
    views = {
        "relations": ledger.relations("GEO", "LTU", by="month"),
        "as told": ledger.relations("GEO", "LTU", by="month", as_told_by=True),
        "partings": ledger.relations("GEO", "LTU", by="month", partings=True),
        "phases": ledger.phases("GEO", "LTU", by="week"),
        "claims": ledger.phases("GEO", "LTU", claims=True),
        "pairs": ledger.pairs(by="month"),
        "network": ledger.network(against=("2025-01", "2025-03")),
        "actors": ledger.network(actors=True),
        "alerts": ledger.alerts(on="2025-05-01"),
        "promises": ledger.promises(on="2026-06-01", state="LTU"),
        "disputes": ledger.disputes(),
        "narratives": ledger.narratives(least=2),
        "citations": ledger.citations(step="month"),
        "influence": ledger.citations(influence=True),
    }
    for name, view in views.items():
        assert view.rule and view.rule_name[-1].isdigit(), name
        assert "passage" in view.evidence.columns, name
    for name in ("relations", "phases", "pairs", "network", "promises", "narratives"):
        assert len(views[name]) > 0 and len(views[name].evidence) > 0, name


def test_a_break_is_found_with_the_reports_behind_it(ledger: depesha.Ledger) -> None:
    phases = ledger.phases("GEO", "LTU", by="week")
    assert [str(phase["begins"]) for phase in phases.to_pylist()] == ["2025-01-06", "2025-04-07"]
    behind = phases.evidence.to_pylist()
    assert {row["part"] for row in behind} >= {"conflict_said"}
    assert all(row["row"].startswith("phase 2,") and row["passage"] for row in behind)


def test_views_are_those_of_the_program(ledger: depesha.Ledger, ledger_file: Path, binary: Path) -> None:
    command: list[str | Path] = [binary, "phases", "GEO", "LTU", "--ledger", ledger_file, "--format", "jsonl"]
    run = subprocess.run(command, capture_output=True, check=True, text=True)
    expected = [json.loads(line) for line in run.stdout.splitlines()]
    found = ledger.phases("GEO", "LTU").to_pylist()
    assert json.loads(json.dumps(found, default=str)) == expected


def test_what_is_of_no_use_is_told_by_its_name(ledger: depesha.Ledger, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no ledger .*nowhere"):
        depesha.Ledger(tmp_path / "nowhere")
    other = tmp_path / "other.txt"
    other.write_text("Мост открыт. " * 100, encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.txt is no ledger"):
        depesha.Ledger(other)
    with pytest.raises(ValueError, match="`state` cannot be `Азербажан`: no such state; like it: Азербайджан"):
        ledger.events(state="Азербажан")
    with pytest.raises(ValueError, match="`status` cannot be `done`: give one of actual"):
        ledger.events(status="done")
    with pytest.raises(ValueError, match="`since`"):
        ledger.events(since="3 мая")
    with pytest.raises(ValueError, match="`between` cannot be"):
        ledger.events(between=("AZE",))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="`by` cannot be `year`"):
        ledger.relations("GEO", "LTU", by="year")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="`other` cannot be `GEO`"):
        ledger.relations("GEO", "GEO")
    with pytest.raises(ValueError, match="`penalty` cannot be"):
        ledger.phases("GEO", "LTU", penalty=1000)
    with pytest.raises(ValueError, match="`kind` cannot be `taste`"):
        ledger.disputes(kind="taste")
    with pytest.raises(ValueError, match="`rules` are of no use"):
        ledger.alerts(rules="[[rule]]")
    with pytest.raises(TypeError):
        ledger.events(colour="red")  # type: ignore[call-arg]


def test_a_ledger_is_only_read(ledger_file: Path) -> None:
    before = ledger_file.stat().st_size
    ledger = depesha.Ledger(ledger_file)
    assert "articles" in repr(ledger)
    assert ledger_file.stat().st_size == before


def test_reports_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no file or folder .*nowhere"):
        depesha.ingest(tmp_path / "nowhere", tmp_path / "ledger")
    empty = tmp_path / "empty.txt"
    empty.write_text("")
    made = depesha.ingest(empty, tmp_path / "ledger")
    assert made.rejected == 1 and made.problems[0][0] == str(empty)
