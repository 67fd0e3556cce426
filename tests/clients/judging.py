"""Whether a client really worked: by what its drive script reports, and by what Clara holds."""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

LOCK_AND_LIST = {"dotted": ("card.lock", "card.list"), "underscore": ("lock_card", "list_cards")}


class Confirmation(Struct, frozen=True, kw_only=True):
    """The part that is judged of what a lock is answered with."""

    class Card(Struct, frozen=True):
        id: str

    action: str
    changed: bool
    before: str
    after: str
    can_spend: bool
    card: Card


class Report(Struct, frozen=True, kw_only=True):
    """The last line of a drive script's output: the client's name and version, the names of all tools
    it was shown, and the structured content of its lock."""

    client: str
    tools: list[str]
    confirmation: Confirmation


def report_in(output: str) -> Report:
    """The report at the end of `output`. Raises `msgspec.MsgspecError` when there is none."""
    lines = output.strip().splitlines()
    return msgspec.json.decode(lines[-1] if lines else "", type=Report)


def complaints(report: Report, *, mode: str, card: str, status: str) -> Sequence[str]:
    """Everything that is wrong with a run that was to lock `card`, whose status is `status` now."""
    wanted = LOCK_AND_LIST[_spelling(mode)]
    confirmed = report.confirmation
    checks = {
        "no name and version of the client": len(report.client.split()) >= 2,
        f"tools lack {' or '.join(wanted)}": set(wanted) <= set(report.tools),
        "tools are listed in both spellings": len({"." in name for name in report.tools}) <= 1,
        "the confirmation is not one of a lock": confirmed.action == "lock",
        "the confirmation is of another card": confirmed.card.id == card,
        "the confirmation says that nothing changed": confirmed.changed,
        f"the card was {confirmed.before} before": confirmed.before == "ACTIVE",
        f"the card is {confirmed.after} after": confirmed.after == "LOCKED",
        "the confirmation says that the card can spend": not confirmed.can_spend,
        f"REST says that the card is {status}": status == "LOCKED",
    }
    return [wrong for wrong, is_right in checks.items() if not is_right]


def _spelling(mode: str) -> str:
    """API keys, with or without `User-Id`, are shown dots; tokens and grants underscores."""
    return "dotted" if mode.endswith("user_id") else "underscore"
