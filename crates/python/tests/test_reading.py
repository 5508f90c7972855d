"""One text, read."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
from pathlib import Path

import depesha
import pytest
from conftest import FOREIGN, ROOT

TEXT = (
    "Как передаёт агентство «Луч», министр Нино Мчедлидзе заявила: «Литва ввела санкции против Грузии». "
    "Мэр Павел Ручьёв пообещал Грузии открыть порт до 1 мая 2026 года."
)


def test_a_reading_has_names_for_what_it_holds() -> None:
    reading = depesha.read(TEXT, outlet="Озёрная газета", published=datetime.date(2025, 11, 3))
    statement = reading.statements[0]
    assert statement.speaker is not None
    assert statement.speaker.name == "Нино Мчедлидзе"
    assert statement.chain[0] == "Озёрная газета" and statement.chain[-1] == "Нино Мчедлидзе"
    assert statement.words == ["Литва ввела санкции против Грузии"]
    assert statement.cue.words == TEXT[statement.cue.start : statement.cue.end] == "заявила"
    sanction = next(event for event in reading.events if event.type == "SANCTION")
    assert [actor.name for actor in sanction.actors] == ["Литва"]
    assert sanction.said_in is statement
    commitment = reading.commitments[0]
    assert commitment.until is not None and commitment.until.value == "2026-05-01"
    assert commitment.event.commitment
    assert reading.to_dict() == json.loads(reading.to_json())
    assert "Нино Мчедлидзе" in repr(statement)


def test_a_dictionary_is_the_callers_own() -> None:
    reading = depesha.read(TEXT)
    reading.to_dict()["statements"].clear()
    assert reading.statements and reading.to_dict()["statements"]


def test_the_page_takes_nothing_of_the_text_for_markup() -> None:
    hostile = "<script>alert(1)</script>\"><img src=x onerror='x'>"
    text = f"«Мост {hostile} открыт», — сказал Павел Ручьёв{hostile}. {TEXT}"
    reading = depesha.read(text, outlet=f"{hostile} газета")
    page = reading._repr_html_()
    for sign in ("<script", "<img", "onerror='"):
        assert sign not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page and "src=" not in page.replace("src=x onerror=&#x27;", "")
    assert page.count("<sup") == len(reading.statements)


def test_statements_within_others_are_marked_in_both_colours() -> None:
    text = "Каупас сказал: «Мчедлидзе заявила, что порт закроют»."
    page = depesha.read(text)._repr_html_()
    assert "border-bottom" in page


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({"text": "  "}, "`text`"),
        ({"text": FOREIGN}, "`text` is in the language `en`"),
        ({"text": "Мост открыт.", "published": "вчера"}, "`published` cannot be `вчера`"),
        ({"text": "Мост открыт.", "published": datetime.datetime(2025, 11, 3, 9)}, "`published`"),
    ],
)
def test_what_is_of_no_use_is_told_by_its_name(given: dict[str, object], names: str) -> None:
    text = given.pop("text")
    with pytest.raises(ValueError, match=names):
        depesha.read(text, **given)  # type: ignore[arg-type]


def test_what_is_no_text_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        depesha.read(17)  # type: ignore[arg-type]


def texts() -> list[Path]:
    """Our own examples, and the open reports where they are."""
    shared = Path(os.environ.get("DEPESHA_SHARED", ROOT / ".." / "shared"))
    return sorted([*(ROOT / "examples").glob("*.txt"), *(shared / "gold" / "open").glob("**/*.txt")])


def test_the_record_is_that_of_the_program_byte_for_byte(binary: Path) -> None:
    compared = 0
    for file in texts():
        with file.open(encoding="utf-8", newline="") as opened:
            text = opened.read()
        options = {"outlet": "Озёрная газета", "published": "2025-11-03"}
        arguments = [f"--{name}={value}" for name, value in options.items()]
        run = subprocess.run(
            [binary, "read", "--format", "json", *arguments, file], capture_output=True, check=False
        )
        if run.returncode != 0 or not run.stdout:
            continue
        made = depesha.read(text, id=str(file), **options).to_json()
        assert made.encode() == run.stdout, file
        compared += 1
    assert compared >= 17
