"""Whether an answer is one of the protocol's, and says what is wrong in the product's words."""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.fuzz.judges import Complaint
from tests.fuzz.raw import Answer

INTERNAL = -32603
_CODE = re.compile(r"[a-z][a-z0-9_]{2,60}")
_BARE = frozenset({202, 204, 400, 405, 406, 413, 415})
"""Statuses whose sentence is in HTTP alone, also where there is a body."""


def outcome(answer: Answer) -> str:
    """Status, and the code of what was refused."""
    found = parsed(answer)
    if not isinstance(found, dict):
        return str(answer.status)
    if isinstance(error := found.get("error"), dict):
        data = error.get("data")
        own = data.get("code") if isinstance(data, dict) else None
        return f"{answer.status} error {own or error.get('code')}"
    if isinstance(result := found.get("result"), dict):
        return f"{answer.status} {_refused(result) or 'result'}"
    return f"{answer.status} {found.get('code', '')}".strip()


def parsed(answer: Answer) -> Any:
    """The JSON of an answer, or of a stream's first event; None of anything else."""
    body = answer.body
    if answer.media_type == "text/event-stream":
        body = body.partition(b"data: ")[2].partition(b"\n")[0]
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def shape_complaints(answer: Answer, said: Any, *, is_right: bool) -> Iterator[Complaint]:
    """What is wrong with the form of an answer to `said`; its id counts where the envelope
    `is_right`."""
    if answer.status >= 500:
        return
    found = parsed(answer)
    if found is None:
        if answer.body and answer.media_type in ("application/json", "text/event-stream"):
            yield _shape("JSON that can't be read")
        elif answer.status not in _BARE and answer.status < 300:
            yield _shape(f"{answer.status} with nothing in it")
        return
    if isinstance(found, dict) and found.get("status") == "error":
        yield from _envelope(found)
    elif not isinstance(found, dict) or found.get("jsonrpc") != "2.0":
        yield _shape("neither JSON-RPC nor the product's envelope")
    else:
        yield from _rpc(found, said, is_right)


def _envelope(found: dict[str, Any]) -> Iterator[Complaint]:
    if not _CODE.fullmatch(str(found.get("code"))) or not found.get("message"):
        yield _shape("an envelope without a code or a sentence")


def _rpc(found: dict[str, Any], said: Any, is_right: bool) -> Iterator[Complaint]:
    if ("result" in found) == ("error" in found):
        yield _shape("not either a result or an error")
    asked = said.get("id") if isinstance(said, dict) else None
    is_id = isinstance(asked, str | int) and not isinstance(asked, bool)
    if is_right and is_id and found.get("id") not in (asked, None):
        yield _shape("the id of another request")
    error, result = found.get("error"), found.get("result")
    if isinstance(error, dict):
        yield from _error(error)
    if isinstance(result, dict):
        yield from _result(result)


def _error(error: dict[str, Any]) -> Iterator[Complaint]:
    if type(error.get("code")) is not int or not isinstance(error.get("message"), str):
        yield _shape("an error without a code or a sentence")
    elif error["code"] == INTERNAL:
        yield Complaint("5xx", f"JSON-RPC error {INTERNAL}")


def _result(result: dict[str, Any]) -> Iterator[Complaint]:
    if not result.get("isError"):
        return
    code = _refused(result)
    if code == "internal":
        yield Complaint("5xx", "a tool error with the code internal")
    elif code is None or not _CODE.fullmatch(code):
        yield _shape("a tool error without a code of the product")


def _refused(result: dict[str, Any]) -> str | None:
    """The code of a tool error: its text is a sentence, and under it the same as JSON."""
    if not result.get("isError"):
        return None
    try:
        sentence, _, facts = result["content"][0]["text"].partition("\n")
        found: str = json.loads(facts)["code"]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return "?"
    return found if sentence else "?"


def _shape(sentence: str) -> Complaint:
    return Complaint("shape", sentence)
