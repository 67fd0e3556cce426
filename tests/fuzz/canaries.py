"""What is planted in the other company, so that a leak of it is seen: names that occur nowhere else,
and all of its identifiers but the few that hunts send on purpose."""

from tests.support.builders import card, cardholder, row
from tests.support.house import House
from tests.support.setting_up import SettingUp

MARK = "Zqcanary"
"""Begins every planted name."""
LAST_FOUR = "8093"
"""Of the planted card; nothing that hunts send ends in it."""


async def plant(founding: SettingUp, house: House) -> dict[str, str]:
    """Adds a cardholder, a card and purchases to `house`. What is told of them is a leak."""
    holder = cardholder(f"{MARK} Holder")
    planted = card(house.company, holder, LAST_FOUR, alias=f"{MARK} Alias")
    rows = [row("71.77", days_ago=day, card=planted, merchant=f"{MARK} Shop") for day in (1, 9)]
    await founding.add_cardholders(house.company.id, [holder])
    await founding.add_cards([planted])
    await founding.add_card_transactions(house.company.id, rows)
    return {
        MARK: "a planted name",
        MARK.upper(): "a planted name",
        MARK.lower(): "a planted name",
        f'"{LAST_FOUR}"': "the last digits of a planted card",
        holder.id: "a planted cardholder",
        planted.id: "a planted card",
        **{f"ctx_{one.id.hex()}": "a planted card transaction" for one in rows},
    }


def foreign_of(house: House, sent: list[str]) -> dict[str, str]:
    """What the people of another company must not learn of this one, without what they `sent`."""
    own = {
        house.company.name: "the other company's name",
        **{one.user.email: "an address of somebody there" for one in house.people},
        **{one.user.id: "a user there" for one in house.people},
        **{one.id: "a cardholder there" for one in house.holders.values()},
        **{one.id: "a card there" for one in house.cards.values()},
        **{f"ctx_{one.id.hex()}": "a card transaction there" for one in house.rows},
    }
    return {text: what for text, what in own.items() if text not in sent}


def secrets_of(*houses: House) -> dict[str, str]:
    """Everybody's credentials."""
    return {
        token: f"a token of {person.name}"
        for house in houses
        for person in house.people
        for token in person.tokens.values()
    }
