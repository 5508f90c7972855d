"""The example job of Spark on a standalone cluster of one master and two workers.

    python crates/python/tests/spark_cluster.py

checks that the job's tables are those of `depesha.read_batch`, that a ledger takes them, and that an executor that is
killed in the middle changes no row. It needs `pyspark`, `pyarrow` and Java, and takes about two minutes.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import depesha
import pyarrow
import pyarrow.parquet
from cluster import ROOT, Cluster

# Rows to read while an executor is killed, with the example reports again and again: some ten seconds of two workers. A
# shorter job may end before the loss is noticed.
TIMES = 16


def reports(times: int) -> list[dict[str, Any]]:
    files = sorted((ROOT / "examples" / "reports").glob("*.jsonl"))
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    return [{**row, "id": f"{row['id']}/{time}"} for time in range(times) for row in rows]


def rows_of(table: Any) -> list[str]:
    if "place" in table.column_names:
        # A row of a data frame stands elsewhere.
        table = table.drop_columns(["place"])
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in table.to_pylist())


def rows_at(tables: Path, name: str) -> list[str]:
    return rows_of(pyarrow.parquet.read_table(tables / f"{name}.parquet"))


def check(holds: bool, what: str) -> None:
    print(f"{'ok ' if holds else 'NOT'} {what}", flush=True)
    if not holds:
        sys.exit(1)


def main(folder: Path, times: int) -> None:
    given = folder / "reports.parquet"
    rows = [*reports(times), {"id": "broken", "outlet": None, "published": None, "title": None, "text": " "}]
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), given)
    names = [name for name in depesha.schemas() if name not in ("records", "errors")]
    with Cluster(2, folder / "cluster") as cluster:
        began = time.monotonic()
        print(cluster.run(given, folder / "tables").strip())
        print(f"{len(rows)} rows in {time.monotonic() - began:.0f} s, start-up included")
        errors = pyarrow.parquet.read_table(folder / "tables" / "errors.parquet").to_pylist()
        check([row["kind"] for row in errors] == ["empty text"], "the bad row is a row of errors")

        expected = depesha.read_batch(pyarrow.Table.from_pylist(rows))
        same = all(rows_of(expected[name].to_arrow()) == rows_at(folder / "tables", name) for name in names)
        check(same, "the tables are those of read_batch")

        job = cluster.submit(given, folder / "disturbed")
        under_way = folder / "disturbed" / "_under_way"
        while job.poll() is None and len(list(under_way.glob("*/part-*"))) < 3:
            time.sleep(0.05)
        killed = cluster.kill_an_executor()
        job.communicate()
        log = (folder / "cluster" / "disturbed.log").read_text(errors="replace")
        check(job.returncode == 0, "a job ends well whose executor was killed")
        check("Lost executor" in log or "exited with code 137" in log, f"executor {killed} was lost in mid-job")
        same = all(rows_at(folder / "tables", name) == rows_at(folder / "disturbed", name) for name in names)
        check(same, "and its rows are those of an undisturbed one")
    made = depesha.ingest(folder / "disturbed", folder / "ledger", received="2025-12-01")
    check(made.new == len(rows) - 1, "a ledger takes the tables")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=TIMES, help="how often the example reports are read")
    parser.add_argument("--keep", type=Path, help="a folder in which everything is left")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True)
        main(options.keep.resolve(), options.times)
    else:
        with tempfile.TemporaryDirectory() as temporary:
            main(Path(temporary), options.times)
