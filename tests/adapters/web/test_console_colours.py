"""Text can be read in both themes (WCAG 2.2 AA: 1.4.3, 1.4.11)."""

import re

import pytest

from clara.adapters.web.console.assets import FOLDER

SHEET = (FOLDER / "console.css").read_text(encoding="utf-8")
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", SHEET
    )
}
TEXTS = [
    *((ink, ground) for ink in ("ink", "faint", "accent") for ground in ("ground", "card")),
    *((tone, f"{tone}-ground") for tone in ("good", "warn", "bad", "accent")),
    *(("ink", "plain-ground"), ("bad", "ground"), ("bad", "card")),
    *(("accent-ink", "accent"), ("danger-ink", "danger")),
]
EDGES = [("edge", "card"), ("edge", "ground"), ("accent", "ground"), ("bad", "card")]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_the_standards() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert len(COLOURS) >= 15


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_stands_out(theme: int) -> None:
    pairs = {(a, b): contrast(COLOURS[a][theme], COLOURS[b][theme]) for a, b in TEXTS}
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_edges_of_fields_and_focus_stand_out(theme: int) -> None:
    pairs = {(a, b): contrast(COLOURS[a][theme], COLOURS[b][theme]) for a, b in EDGES}
    assert {pair: ratio for pair, ratio in pairs.items() if ratio < 3} == {}


def test_colours_are_named_once() -> None:
    body = SHEET.partition("}")[2]
    found = re.findall(r"#[0-9a-f]{3,6}\b", body)
    assert set(found) <= {"#fff"}, "beside the QR code's white, colours are variables"
