"""The posts that are measured with."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


def posts(times: int = 1, most: int | None = None) -> list[dict[str, Any]]:
    """The posts of `corpora/telegram`, so many times over, each time under other ids and with another end, so that none is
    a text that was read before."""
    shared = Path(os.environ.get("DEPESHA_SHARED", ROOT / ".." / "shared"))
    files = sorted((shared / "corpora" / "telegram").glob("*.jsonl"))
    if not files:
        raise SystemExit(f"there are no posts in {shared}/corpora/telegram: name the folder in DEPESHA_SHARED")
    rows = [json.loads(line) for file in files for line in file.open(encoding="utf-8")]
    names = ("id", "outlet", "published", "text")
    every = max(1, len(rows) // most) if most else 1
    kept = [{name: row.get(name) for name in names} for row in rows[::every]][:most]
    if times == 1:
        return kept
    return [
        {**row, "id": f"{row['id']}/{time}", "text": f"{row['text']}\n\n{time + 1}"}
        for time in range(times)
        for row in kept
    ]
