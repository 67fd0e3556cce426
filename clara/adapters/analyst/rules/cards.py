"""Cards by their last four digits: "card 4521", "tarjeta terminada en 4521", "cartão final 4521"."""

from clara.adapters.analyst.rules.sentence import Unit
from clara.application.analysis.ports import Names

_SHORT = 4


def named_cards(units: list[Unit], names: Names) -> tuple[tuple[str, ...], Unit | None]:
    """The ids of the cards whose digits are written, and the unit with digits that no card has."""
    found: list[str] = []
    for place, unit in enumerate(units):
        if unit.used or not _is_last_four(unit) or not _is_introduced(units, place):
            continue
        ids = [card_id for card_id, last_four, _ in names.cards if last_four == unit.key]
        if not ids:
            return (), unit
        found += ids
        for used in units[max(0, place - 2) : place + 2]:
            if used is unit or used.has("dimension.card", "ending"):
                used.used = True
    return tuple(dict.fromkeys(found)), None


def _is_last_four(unit: Unit) -> bool:
    return len(unit.key) == _SHORT and unit.key.isdigit()


def _is_introduced(units: list[Unit], place: int) -> bool:
    before = [unit for unit in units[max(0, place - 3) : place] if not _is_filler(unit)]
    after = units[place + 1 : place + 2]  # "the 4521 card"
    return any(unit.has("dimension.card", "ending") for unit in (*before[-1:], *after))


def _is_filler(unit: Unit) -> bool:
    return unit.has("stop") and not unit.has("ending")
