"""Tables of texts."""

from __future__ import annotations

import datetime
import json
import subprocess
import threading
import time
from pathlib import Path
from typing import Any

import depesha
import pandas
import polars
import pyarrow
import pyarrow.parquet
import pytest
from conftest import FOREIGN, RECEIVED, REPORTS

ROWS = [json.loads(line) for file in sorted(REPORTS.glob("*.jsonl")) for line in file.open(encoding="utf-8")]


def table(rows: list[dict[str, Any]]) -> pyarrow.Table:
    return pyarrow.Table.from_pylist(rows)


def same(one: depesha.Tables, other: depesha.Tables) -> bool:
    return all(one[name].to_arrow().equals(other[name].to_arrow()) for name in one)


def test_rows_keep_their_order_on_any_number_of_threads() -> None:
    given = table(ROWS)
    one, many = (depesha.read_batch(given, threads=count) for count in (1, 8))
    assert same(one, many)
    assert one.articles.to_arrow()["id"].to_pylist() == [row["id"] for row in ROWS]
    assert len(one.statements) > 50 and len(one.events) > 50 and len(one.errors) == 0


def test_tables_of_other_libraries_and_in_pieces_read_the_same() -> None:
    rows = ROWS[:70]
    expected = depesha.read_batch(table(rows))
    batches = table(rows).to_batches(max_chunksize=9)
    for given in (
        pyarrow.Table.from_batches(batches),
        pyarrow.RecordBatchReader.from_batches(batches[0].schema, batches),
        table(rows).combine_chunks().to_batches()[0],
        polars.DataFrame(rows),
        pandas.DataFrame(rows),
        table(rows).cast(pyarrow.schema([(name, pyarrow.large_string()) for name in rows[0]])),
    ):
        assert same(depesha.read_batch(given), expected), type(given)


def test_the_text_is_shared_with_what_was_given() -> None:
    given = table(ROWS[:40]).combine_chunks()
    body = depesha.read_batch(given).articles.to_arrow()["body"]
    addresses = {chunk.buffers()[2].address for chunk in body.chunks}
    assert addresses == {given["text"].chunk(0).buffers()[2].address}


def test_a_bad_row_is_a_row_of_errors() -> None:
    rows = [*ROWS[:3], {**ROWS[3], "text": None}, {**ROWS[4], "text": " \n"}, ROWS[5]]
    tables = depesha.read_batch(table(rows), place="news")
    assert [(row["row"], row["place"], row["kind"]) for row in tables.errors.to_pylist()] == [
        (3, "news#4", "empty text"),
        (4, "news#5", "empty text"),
    ]
    assert len(tables.articles) == 4


def test_other_languages_are_kept_unread() -> None:
    tables = depesha.read_batch(table([{"text": FOREIGN}, {"text": "Мост открыт."}]))
    assert tables.articles.to_arrow()["language"].to_pylist()[0] == "en"
    assert (len(tables.articles), len(tables.readings), len(tables.records)) == (2, 1, 2)


def test_types_of_columns_are_understood() -> None:
    moment = datetime.datetime(2025, 11, 3, 9, 30, tzinfo=datetime.timezone.utc)
    text = "Мост открыли вчера, сообщил мэр Павел Ручьёв."
    for published, expected in [
        (pyarrow.array([moment.date()]), "2025-11-03"),
        (pyarrow.array([moment], pyarrow.timestamp("us", "UTC")), "2025-11-03T09:30:00Z"),
        (pyarrow.array([moment], pyarrow.timestamp("ns", "UTC")), "2025-11-03T09:30:00Z"),
        (pyarrow.array([moment], pyarrow.timestamp("s", "UTC")), "2025-11-03T09:30:00Z"),
        (pyarrow.array([int(moment.timestamp())]), "2025-11-03T09:30:00Z"),
        (pyarrow.array(["2025-11-03"]).dictionary_encode(), "2025-11-03"),
    ]:
        given = pyarrow.table({"published": published, "text": [text]})
        tables = depesha.read_batch(given)
        found = tables.articles.to_pylist()[0]["published"]
        assert found.startswith(expected.rstrip("Z")), published.type
        assert tables.articles.to_pylist()[0]["day"] == datetime.date(2025, 11, 3)
        assert tables.dates.to_pylist()[0]["value"] == "2025-11-02"


def test_what_is_of_no_use_is_told_by_its_name() -> None:
    with pytest.raises(ValueError, match="`data` has no column for the text among words: .*columns="):
        depesha.read_batch(pyarrow.table({"words": ["Мост открыт."]}))
    with pytest.raises(TypeError, match="`data` is a list"):
        depesha.read_batch([1, 2])
    with pytest.raises(TypeError, match="without named columns"):
        depesha.read_batch(pyarrow.array(["Мост открыт."]))
    with pytest.raises(ValueError, match="`columns` cannot be `story`"):
        depesha.read_batch(pyarrow.table({"text": ["Мост."]}), columns={"story": "text"})
    with pytest.raises(ValueError, match="`threads` cannot be `0`"):
        depesha.read_batch(pyarrow.table({"text": ["Мост."]}), threads=0)
    with pytest.raises(AttributeError, match="there is no table `sentences` among articles"):
        _ = depesha.schemas().sentences


def test_an_empty_table_gives_empty_tables() -> None:
    tables = depesha.read_batch(pyarrow.table({"text": pyarrow.array([], pyarrow.string())}))
    assert all(len(tables[name]) == 0 for name in tables)
    assert tables.statements.to_arrow().schema == depesha.schemas().statements.to_arrow().schema


def test_other_threads_go_on_while_a_batch_is_read() -> None:
    depesha.versions()
    ticks = 0
    done = threading.Event()

    def tick() -> None:
        nonlocal ticks
        while not done.is_set():
            ticks += 1
            time.sleep(0.002)

    ticking = threading.Thread(target=tick)
    ticking.start()
    began = time.monotonic()
    depesha.read_batch(table(ROWS), threads=1)
    took = time.monotonic() - began
    done.set()
    ticking.join()
    assert ticks > took / 0.002 / 20


def export_of(program: Path, ledger: Path) -> bytes:
    command: list[str | Path] = [program, "export", "--ledger", ledger, "--format", "jsonl"]
    return subprocess.run(command, capture_output=True, check=True).stdout


def test_tables_give_the_ledger_that_the_program_makes_of_the_same_texts(
    binary: Path, tmp_path: Path
) -> None:
    rows = [*ROWS, {**ROWS[0], "id": "ozero/999", "text": FOREIGN}]
    reports = tmp_path / "reports.parquet"
    pyarrow.parquet.write_table(table(rows), reports)
    tables = depesha.read_batch(pyarrow.parquet.read_table(reports), place=str(reports))
    tables.write(tmp_path / "tables")
    for source, ledger in [(reports, "read"), (tmp_path / "tables", "taken")]:
        command: list[str | Path] = [binary, "ingest", source, "--ledger", tmp_path / ledger, "--received", RECEIVED]
        subprocess.run(command, check=True, capture_output=True)
    made = depesha.ingest(tmp_path / "tables", tmp_path / "taken-here", received=RECEIVED)
    assert made.new == len(rows)
    expected = export_of(binary, tmp_path / "read")
    assert len(expected) > 100_000
    assert export_of(binary, tmp_path / "taken") == expected
    assert export_of(binary, tmp_path / "taken-here") == expected


def test_readings_of_another_version_are_taken_only_where_that_is_said(tmp_path: Path) -> None:
    tables = depesha.read_batch(table(ROWS[:2]))
    tables.write(tmp_path)
    file = tmp_path / "readings.parquet"
    readings = pyarrow.parquet.read_table(file)
    at = readings.column_names.index("version")
    others = readings.set_column(at, readings.schema.field(at), pyarrow.array(["9.0.0+1"] * 2))
    pyarrow.parquet.write_table(others, file)
    with pytest.raises(ValueError, match=r"was read by Depesha 9\.0\.0\+1 .*--any-version"):
        depesha.ingest(tmp_path, tmp_path / "ledger")
    assert depesha.ingest(tmp_path, tmp_path / "ledger", any_version=True).new == 2
