"""Charts as Vega-Lite (version 5) specifications: whole, with their data, and said in words as well.

Amounts stay integers of minor units; whoever draws divides them.
"""

from collections.abc import Sequence
from typing import Any

from clara.application.analysis.work import Work
from clara.domain.analysis.answer import Chart
from clara.domain.money import exponent

Point = tuple[str, int, str | None]
"""A name, its minor units or number, and the currency where it is an amount."""

_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
_WIDTH = 480

_MOST_NAMED = 30
"""Names along a line. An engine takes seconds to lay out hundreds, and nobody can read them."""
_MOST_SAID = 60
"""Points that are said in words."""


def bars(work: Work, title: str, points: Sequence[Point]) -> Chart:
    """For rankings: a bar each, in the order given."""
    encoding = {
        "y": {"field": "name", "type": "nominal", "sort": None, "title": None},
        "x": {"field": "value", "type": "quantitative", "title": _axis(points)},
    }
    return _chart(work, title, points, {"type": "bar"}, encoding)


def line(work: Work, title: str, points: Sequence[Point]) -> Chart:
    """For trends: a line through all, in the order given."""
    x: dict[str, Any] = {"field": "name", "type": "ordinal", "sort": None, "title": None}
    is_long = len(points) > _MOST_NAMED
    if is_long:
        apart = -(-len(points) // _MOST_NAMED)
        x["axis"] = {"values": [name for name, _, _ in points[::apart]]}
    y = {"field": "value", "type": "quantitative", "title": _axis(points)}
    return _chart(work, title, points, {"type": "line", "point": not is_long}, {"x": x, "y": y})


def _chart(
    work: Work, title: str, points: Sequence[Point], mark: dict[str, Any], encoding: dict[str, Any]
) -> Chart:
    digits = exponent(points[0][2]) if points and points[0][2] else 0
    alt = _alt(work, title, points)
    return Chart(
        vega_lite={
            "$schema": _SCHEMA,
            "title": title,
            "description": alt,
            "width": _WIDTH,
            "data": {"values": [{"name": name, "minor": minor} for name, minor, _ in points]},
            "transform": [{"calculate": f"datum.minor / {10**digits}", "as": "value"}],
            "mark": mark,
            "encoding": encoding,
        },
        alt=alt,
    )


def _axis(points: Sequence[Point]) -> str | None:
    return points[0][2] if points else None


def _alt(work: Work, title: str, points: Sequence[Point]) -> str:
    formats, language = work.formats, work.sentence.language

    def said(minor: int, currency: str | None) -> str:
        if currency is None:
            return formats.count(minor, language)
        return formats.money(minor, currency, language)

    shown = [f"{name} {said(minor, code)}" for name, minor, code in points[:_MOST_SAID]]
    more = ["…"] if len(points) > _MOST_SAID else []
    return f"{title}: {'; '.join(shown + more)}"
