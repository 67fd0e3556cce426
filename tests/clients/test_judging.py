"""A client has worked only if all of it is so."""

import json
from typing import Any

import msgspec
import pytest

from tests.clients.judging import Report, complaints, report_in

CARD = "card_0123456789abcdef0123456789abcdef"
TOOLS = ["list_cards", "lock_card", "misc_version"]
CONFIRMATION = {
    "action": "lock",
    "changed": True,
    "before": "ACTIVE",
    "after": "LOCKED",
    "can_spend": False,
    "card": {"id": CARD, "status": "LOCKED"},
    "by": "Ana Torres",
}
GOOD: dict[str, Any] = {"client": "Client 1.2.3", "tools": TOOLS, "confirmation": CONFIRMATION}


def _report(**changes: Any) -> Report:
    return report_in(json.dumps(GOOD | changes))


def _judged(report: Report, mode: str = "headers", status: str = "LOCKED") -> list[str]:
    return list(complaints(report, mode=mode, card=CARD, status=status))


def test_a_client_that_locked_the_card_is_right() -> None:
    assert _judged(_report()) == []


def test_only_the_last_line_is_the_report() -> None:
    assert report_in(f"Connecting\n{{}}\n{json.dumps(GOOD)}\n") == _report()


@pytest.mark.parametrize("output", ["", "done", "{}", json.dumps(GOOD | {"confirmation": None})])
def test_output_without_a_report_is_refused(output: str) -> None:
    with pytest.raises(msgspec.MsgspecError):
        report_in(output)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("action", "unlock"),
        ("changed", False),
        ("before", "LOCKED"),
        ("after", "ACTIVE"),
        ("can_spend", True),
        ("card", {"id": CARD.replace("0", "f")}),
    ],
)
def test_a_confirmation_of_anything_else_is_wrong(name: str, value: object) -> None:
    (wrong,) = _judged(_report(confirmation=CONFIRMATION | {name: value}))
    assert name.removesuffix("d") in wrong or str(value) in wrong or "confirmation" in wrong


def test_rest_has_the_last_word() -> None:
    assert _judged(_report(), status="ACTIVE") == ["REST says that the card is ACTIVE"]


def test_a_client_says_its_version() -> None:
    assert _judged(_report(client="Client")) == ["no name and version of the client"]


def test_an_api_key_is_shown_dots_and_a_token_underscores() -> None:
    dotted = _report(tools=["card.list", "card.lock"])
    assert _judged(dotted, mode="stdio_user_id") == []
    assert _judged(dotted, mode="oauth") == ["tools lack lock_card or list_cards"]
    assert _judged(_report(), mode="user_id") == ["tools lack card.lock or card.list"]


def test_one_list_has_one_spelling() -> None:
    mixed = _report(tools=[*TOOLS, "card.lock"])
    assert _judged(mixed) == ["tools are listed in both spellings"]


def test_a_list_without_the_list_tool_is_wrong() -> None:
    assert _judged(_report(tools=["lock_card"])) == ["tools lack lock_card or list_cards"]
