"""How much memory a Python process takes that reads 70,000 posts, a thousand at a time.

    python crates/python/measures/memory.py
"""

from __future__ import annotations

import argparse
import resource
from pathlib import Path

import depesha
import pyarrow
from posts import posts


def resident() -> float:
    """What is resident now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main(wanted: int, at_a_time: int) -> None:
    given = posts()
    read = 0
    while read < wanted:
        for at in range(0, len(given), at_a_time):
            part = given[at : at + at_a_time]
            # Other texts each time.
            rows = [{**row, "id": f"{row['id']}/{read}", "text": f"{row['text']}\n\n{read}"} for row in part]
            depesha.read_batch(pyarrow.Table.from_pylist(rows), threads=1)
            read += len(rows)
            if read % 10_000 < at_a_time:
                print(f"{read} posts: {resident():.0f} MiB", flush=True)
            if read >= wanted:
                break
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak over {read} posts: {peak:.0f} MiB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--posts", type=int, default=70_000)
    parser.add_argument("--at-a-time", type=int, default=1000)
    options = parser.parse_args()
    main(options.posts, options.at_a_time)
