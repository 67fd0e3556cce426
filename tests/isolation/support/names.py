"""A house in whose every text its own word stands, so that no text of it occurs elsewhere."""

from msgspec import structs

from tests.support.builders import company
from tests.support.house import House, plan

DIGITS_OF_B = {
    "7788": "8812",
    "5501": "6623",
    "4417": "5528",
    "4471": "5582",
    "9901": "9937",
    "1234": "2346",
    "0042": "0057",
    "3003": "3019",
}
"""The last four digits in house b, by those of the same card in house a."""


def marked(word: str, tax_id: str, digits: dict[str, str]) -> House:
    """A house as `plan` makes it; `word` is in its name and in those of its people, cards and
    merchants, and its cards end in other `digits`."""
    name = f"{company().name.split(',')[0]} {word}, S.A. de C.V."
    house = plan(name=name, tax_id=tax_id, is_sandbox=True)
    for person in house.people:
        local = person.user.email.partition("@")[0]
        person.user = structs.replace(
            person.user,
            last_name=f"{person.user.last_name} {word}",
            email=f"{local}@{word.lower()}.example",
        )
    house.holders = {
        name: structs.replace(holder, name=f"{holder.name} {word}")
        for name, holder in house.holders.items()
    }
    named = {holder.id: holder for holder in house.holders.values()}
    house.cards = {
        name: structs.replace(
            card,
            cardholder=named[card.cardholder.id] if card.cardholder else None,
            alias=f"{card.alias or 'Gastos'} {word}",
            last_four=digits.get(card.last_four, card.last_four),
        )
        for name, card in house.cards.items()
    }
    house.rows = tuple(
        row._replace(
            last_four=digits.get(row.last_four or "", row.last_four),
            merchant=f"Mercado {number} {word}",
            merchant_raw=f"MERCADO {number} {word}".upper(),
            description=f"Compra {word}",
        )
        for number, row in enumerate(house.rows)
    )
    return house
