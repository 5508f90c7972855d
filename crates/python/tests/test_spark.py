"""Data frames of Spark, in this process; on a cluster: spark_cluster.py."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import depesha
import depesha.spark
import pyarrow
import pyarrow.parquet
import pytest
from conftest import RECEIVED, REPORTS

ROWS = [json.loads(line) for file in sorted(REPORTS.glob("*.jsonl")) for line in file.open(encoding="utf-8")]


def frame(spark: Any, rows: list[dict[str, Any]], pieces: int) -> Any:
    columns = ", ".join(f"{name} string" for name in rows[0])
    given = spark.createDataFrame([tuple(row.values()) for row in rows], columns)
    return given.repartition(pieces, "id")


def collected(frame: Any) -> list[str]:
    return sorted(json.dumps(row.asDict(), default=str, sort_keys=True) for row in frame.collect())


def test_tables_are_those_of_a_batch(spark: Any) -> None:
    tables = depesha.spark.read(frame(spark, ROWS[:60], 3)).cache()
    expected = depesha.read_batch(pyarrow.Table.from_pylist(ROWS[:60]))
    for name in ("statements", "events", "attitudes", "actors", "readings"):
        rows = sorted(json.dumps(row, default=str, sort_keys=True) for row in expected[name].to_pylist())
        assert collected(tables[name]) == rows, name
    assert tables.statements.columns == expected.statements.columns
    assert len(tables) == len(expected)


def test_a_bad_row_is_a_row_of_errors_and_no_failed_job(spark: Any) -> None:
    rows = [*ROWS[:3], {**ROWS[3], "text": None}, {**ROWS[4], "text": "  "}]
    errors = depesha.spark.read(frame(spark, rows, 1)).errors.collect()
    assert [row["kind"] for row in errors] == ["empty text", "empty text"]
    assert all(row["place"].startswith("spark/0#") for row in errors)


def test_what_is_of_no_use_is_told_before_a_worker_begins(spark: Any) -> None:
    given = spark.createDataFrame([("Мост открыт.",)], "words string")
    with pytest.raises(ValueError, match="no column for the text among words"):
        depesha.spark.read(given)
    assert depesha.spark.read(given, columns={"text": "words"}).articles.count() == 1
    with pytest.raises(AttributeError, match="there is no table `sentences`"):
        _ = depesha.spark.read(given, columns={"text": "words"}).sentences


def test_what_spark_wrote_is_the_ledger_of_the_same_texts(spark: Any, binary: Path, tmp_path: Path) -> None:
    reports = tmp_path / "reports.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ROWS), reports)
    tables = depesha.spark.read(spark.read.parquet(str(reports)).repartition(3, "id")).cache()
    tables.write(str(tmp_path / "tables"))
    # A file system of Spark's that is no disk to Python, though this one ends on the disk as well.
    spark.sparkContext._jsc.hadoopConfiguration().set("fs.viewfs.mounttable.tests.link./to", f"file://{tmp_path}")
    tables.write("viewfs://tests/to/elsewhere")
    exports = []
    for source in (reports, tmp_path / "tables", tmp_path / "elsewhere"):
        ledger = tmp_path / f"{source.stem}.ledger"
        depesha.ingest(source, ledger, received=RECEIVED)
        command: list[str | Path] = [binary, "export", "--ledger", ledger, "--format", "jsonl"]
        lines = subprocess.run(command, capture_output=True, check=True, text=True).stdout.splitlines()
        # A row of a file and one of a data frame stand in other places.
        exports.append([line for line in (placeless(line) for line in lines)])
    assert exports[0] == exports[1] == exports[2] and len(exports[0]) > len(ROWS)
    for tables_at in (tmp_path / "tables", tmp_path / "elsewhere"):
        assert not (tables_at / "_packed").exists() and not (tables_at / "_under_way").exists()


def test_tables_on_a_disk_are_replaced_when_all_is_read(spark: Any, tmp_path: Path) -> None:
    path = tmp_path / "tables"
    depesha.spark.read(frame(spark, ROWS[:20], 3)).write(str(path))
    before = spark.read.parquet(str(path / "statements.parquet")).count()

    fails = spark.createDataFrame([(1,)], "number int").selectExpr("raise_error('no text here') as text")
    with pytest.raises(Exception, match="no text here"):
        depesha.spark.read(fails).write(str(path))
    assert spark.read.parquet(str(path / "statements.parquet")).count() == before > 0

    nothing = frame(spark, ROWS[:1], 1).where("id = 'nobody'")
    depesha.spark.read(nothing).write(str(path))
    written = spark.read.parquet(str(path / "statements.parquet"))
    assert written.count() == 0
    assert written.dtypes == depesha.spark.read(nothing).statements.dtypes


def placeless(line: str) -> str:
    row = json.loads(line)
    for value in (row, *(value for value in row.values() if isinstance(value, dict))):
        value.pop("place", None)
    return json.dumps(row, sort_keys=True, ensure_ascii=False)
