"""How many posts `read_batch` reads in a second, beside the program on the same ones, on one and two threads.

    DEPESHA_PROGRAM=target/release/depesha python crates/python/measures/batch.py

The two take turns, so that what else the machine does hits both; medians of the turns' ratios. The program is measured as
it prints records (`read --format jsonl`, one thread) and as it keeps them (`ingest`), with its start.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import depesha
import pyarrow
import pyarrow.parquet
from posts import posts


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main(most: int, turns: int) -> None:
    program = os.environ.get("DEPESHA_PROGRAM", "target/release/depesha")
    table = pyarrow.Table.from_pylist(posts(most=most))
    depesha.read_batch(table.slice(0, 20))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        file = folder / "posts.parquet"
        pyarrow.parquet.write_table(table, file)

        def printed() -> None:
            subprocess.run([program, "read", "--format", "jsonl", "--quiet", file], stdout=subprocess.DEVNULL, check=False)

        def kept(threads: int) -> None:
            ledger = folder / "ledger"
            command: list[str | Path] = [program, "ingest", file, "--quiet", "--threads", str(threads), "--ledger", ledger]
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
            for left in folder.glob("ledger*"):
                left.unlink()

        for threads in (1, 2):
            others: dict[str, Callable[[], object]] = {"ingest": partial(kept, threads)}
            if threads == 1:
                others["read"] = printed
            for name, other in others.items():
                own, its = [], []
                for _ in range(turns):
                    own.append(seconds(lambda: depesha.read_batch(table, threads=threads)))
                    its.append(seconds(other))
                ratios = [theirs / ours for ours, theirs in zip(own, its, strict=True)]
                print(
                    f"{threads} thread(s): read_batch {len(table) / statistics.median(own):.0f} posts/s, "
                    f"`{name}` {len(table) / statistics.median(its):.0f}: "
                    f"{statistics.median(ratios):.3f} ({min(ratios):.3f} to {max(ratios):.3f})",
                    flush=True,
                )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=2000)
    parser.add_argument("--turns", type=int, default=5)
    options = parser.parse_args()
    main(options.posts, options.turns)
