"""Scenario files: TOML or JSON, and where in them something is wrong."""

import json
import re
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from clara.application.simulator.scenario import AnyStep, Scenario, unknown_names
from clara.domain.errors import Invalid, NotFound, TooLarge

MAX_BYTES = 8 * 2**20
_MOST_SAID = 20
_STEP = re.compile(r"^[ \t]*\[\[[ \t]*steps[ \t]*\]\]", re.MULTILINE)

_Wrong = dict[str, str]


def read_scenario(path: Path) -> Scenario:
    """Raises `scenario_not_found`, `scenario_too_large`, `invalid_scenario`; the last with the line,
    the step and the field of each mistake, up to twenty."""
    if not path.is_file():
        raise NotFound("scenario_not_found", f"{path} is not a file.")
    if path.stat().st_size > MAX_BYTES:
        raise TooLarge("scenario_too_large", f"A scenario has up to {MAX_BYTES // 2**20} MiB.")
    text = _text(path)
    values, lines = _parsed(path, text)
    return _checked(path, values, text, lines)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise _invalid(path, [{"field": "file", "reason": "Expected UTF-8"}]) from error


def _parsed(path: Path, text: str) -> tuple[dict[str, Any], list[int]]:
    """The file's values, and the place in the text at which each step begins."""
    is_json = path.suffix.lower() == ".json"
    try:
        if is_json:
            values = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
        else:
            values = tomllib.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _invalid(path, [{"field": where, "reason": error.msg}]) from error
    except (ValueError, RecursionError) as error:
        reason, _, where = str(error).rstrip(")").partition(" (at ")
        raise _invalid(path, [{"field": where or "file", "reason": reason}]) from error
    if not isinstance(values, dict):
        raise _invalid(path, [{"field": "line 1", "reason": "Expected an object with steps"}])
    places = _json_places(text) if is_json else [one.start() for one in _STEP.finditer(text)]
    steps = values.get("steps")
    is_whole = isinstance(steps, list) and len(places) == len(steps)
    return values, places if is_whole else []


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is not a number")


def _json_places(text: str) -> list[int]:
    """Where each member of the first list named `steps` begins."""
    found = re.search(r'"steps"\s*:\s*\[', text)
    places: list[int] = []
    place = found.end() if found else len(text)
    decoder = json.JSONDecoder()
    while member := re.compile(r"[\s,]*(?=\{)").match(text, place):
        places.append(member.end())
        place = decoder.raw_decode(text, member.end())[1]
    return places


def _checked(path: Path, values: dict[str, Any], text: str, places: list[int]) -> Scenario:
    """Each step by itself, so that all mistakes are told at once."""
    given = values.get("steps")
    steps, wrong = [], []
    for number, value in enumerate(given if isinstance(given, list) else (), 1):
        try:
            steps.append(msgspec.convert(value, AnyStep))
        except msgspec.ValidationError as error:
            wrong.append(_said(error, number, text, places))
    if not wrong:
        for place, field, reason in unknown_names(tuple(steps)):
            wrong.append(_where(place + 1, field, reason, text, places))
    try:
        scenario = msgspec.convert(values, Scenario)
    except msgspec.ValidationError as error:
        if not wrong:
            wrong.append(_said(error, 0, text, places))
    if wrong:
        raise _invalid(path, wrong[:_MOST_SAID])
    return scenario


def _said(error: msgspec.ValidationError, number: int, text: str, places: list[int]) -> _Wrong:
    reason, _, where = str(error).partition(" - at `")
    field = where.rstrip("`").removeprefix("$").removeprefix(".")
    if not field and "`" in reason:
        field = reason.split("`")[1]
    if "Invalid value" in reason and field == "do":
        reason = "No such step"
    return _where(number, field, reason, text, places)


def _where(number: int, field: str, reason: str, text: str, places: list[int]) -> _Wrong:
    """`line 14, step 3, amount`: the line of the field, of its step where it has none."""
    said = [f"step {number}"] if number else []
    if number and places:
        said.insert(0, f"line {_line(number, field, text, places)}")
    elif field and (found := _of_field(field).search(text)):
        said.insert(0, f"line {_line_at(text, found.start())}")
    return {"field": ", ".join([*said, *([field] if field else [])]) or "file", "reason": reason}


def _line(number: int, field: str, text: str, places: list[int]) -> int:
    begins = places[number - 1]
    ends = places[number] if number < len(places) else len(text)
    found = _of_field(field).search(text, begins, ends) if field else None
    return _line_at(text, found.start(1) if found else begins)


def _of_field(field: str) -> re.Pattern[str]:
    """The name of a field as TOML or JSON has it."""
    name = re.escape(field.partition(".")[0].partition("[")[0])
    return re.compile(rf'(?:^|[\s{{,])("?{name}"?)\s*[=:]', re.MULTILINE)


def _line_at(text: str, place: int) -> int:
    # A step's header may be found at the end of the line before it.
    return text.count("\n", 0, place) + 1


def _invalid(path: Path, wrong: list[_Wrong]) -> Invalid:
    return Invalid(
        "invalid_scenario",
        f"{path} is not a scenario:",
        details={"errors": wrong},
        remedy="What one looks like: docs/authorizations.md",
    )
