"""Spark with two workers beside one, and with one beside the program on one thread, start-up left out.

    DEPESHA_PROGRAM=target/release/depesha python crates/python/measures/spark.py

Over the posts of `corpora/telegram` ten times over (`--times`); tables are written. The program is timed as it reads the
same posts into a ledger.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow
import pyarrow.parquet
from posts import ROOT, posts

sys.path.insert(0, str(ROOT / "crates" / "python" / "tests"))

from cluster import Cluster  # noqa: E402


def main(times: int, most: int | None, one_core_each: bool) -> None:
    program = os.environ.get("DEPESHA_PROGRAM", "target/release/depesha")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = folder / "posts.parquet"
        rows = posts(times, most)
        pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), file)
        took = {}
        for workers in (1, 2):
            with Cluster(workers, folder / f"cluster-{workers}", one_core_each) as cluster:
                job = Path(__file__).with_name("spark_job.py")
                told = cluster.run(file, folder / f"tables-{workers}", job)
                took[workers] = float(told.split("seconds ")[1].split()[0])
                print(f"{workers} worker(s): {len(rows) / took[workers]:.0f} posts/s", flush=True)
        began = time.perf_counter()
        command: list[str | Path] = [program, "ingest", file, "--quiet", "--threads", "1", "--ledger", folder / "ledger"]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
        alone = time.perf_counter() - began
        print(f"the program, one thread: {len(rows) / alone:.0f} posts/s")
        print(f"two workers beside one: {took[1] / took[2]:.2f}; one beside the program: {alone / took[1]:.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--posts", type=int, help="so many of the posts, not all")
    parser.add_argument("--one-core-each", action="store_true", help="hold each worker to one core of the machine")
    options = parser.parse_args()
    main(options.times, options.posts, options.one_core_each)
