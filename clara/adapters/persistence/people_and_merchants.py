"""Matches what a file says of merchants, cards and cardholders to a company's own."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.numbers import take_numbers
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import cardholders, cards, merchants
from clara.adapters.persistence.upsert import insert_named, insert_or_ignore
from clara.application.ports import Ids
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import CardStatus, CardType, Issuer
from clara.domain.text import fold

_here = named("company")
_MERCHANTS = Statement(
    select(merchants.c.name, merchants.c.number).where(
        merchants.c.company_number == _here, any_of(merchants.c.name, "names")
    )
)
_ADD_MERCHANT = Statement(
    insert_or_ignore(
        merchants,
        ("company_number", "number", "name", "search_name"),
        index=("company_number", "name"),
    )
)
_CARDS = Statement(
    select(
        cards.c.external_key,
        cards.c.id,
        cards.c.number,
        cards.c.cardholder_number,
        cards.c.last_four,
        cardholders.c.search_name,
    )
    .select_from(cards)
    .outerjoin(
        cardholders,
        (cardholders.c.company_number == cards.c.company_number)
        & (cardholders.c.number == cards.c.cardholder_number),
    )
    .where(cards.c.company_number == _here)
)
_HOLDERS = Statement(
    select(cardholders.c.search_name, cardholders.c.number)
    .where(cardholders.c.company_number == _here)
    .order_by(cardholders.c.number.desc())
)
ADD_HOLDER = Statement(
    insert_named(cardholders, ("company_number", "number", "id", "name", "search_name", "user_id"))
)
ADD_CARD = Statement(
    insert_named(
        cards,
        (
            *("company_number", "number", "id", "cardholder_number", "alias", "search_alias"),
            *("last_four", "external_key", "type", "status", "unlocked_status", "currency"),
            *("limit_minor", "periodicity", "issuer", "created_at", "version"),
        ),
    )
)


class KnownCard(NamedTuple):
    number: int
    holder: int
    holder_name: str | None = None


class Directory:
    """A company's merchants, cards and cardholders while one file is stored.

    Merchants are written as they come: they are a dictionary nobody lists. Cards and cardholders
    are numbered at once but written by `write_people`, with the file's rows all or nothing.
    """

    def __init__(self, company: int, currency: str, ids: Ids, now: int) -> None:
        self._company, self._currency, self._ids, self._now = company, currency, ids, now
        self._merchants: dict[str, int] = {}
        self._is_loaded = False
        self._cards: dict[str, KnownCard] = {}
        self._issued: dict[str, list[KnownCard]] = {}
        self._holders: dict[str, int] = {}
        self._new_holders: list[dict[str, Any]] = []
        self._new_cards: list[dict[str, Any]] = []

    async def learn(self, connection: Connection, rows: Sequence[NewRow]) -> int:
        """Make every merchant, card and cardholder of `rows` known; the number of new cards."""
        await self._load(connection)
        await self._learn_merchants(connection, {row.merchant for row in rows})
        await self._learn_holders(connection, rows)
        return await self._learn_cards(connection, rows)

    async def foresee(self, connection: Connection, rows: Sequence[NewRow]) -> int:
        """How many new cards `learn` would make of `rows`, after those foreseen before."""
        await self._load(connection)
        new = self._unknown_cards(rows)
        self._cards.update(dict.fromkeys(new, KnownCard(0, 0)))
        return len(new)

    async def _load(self, connection: Connection) -> None:
        if self._is_loaded:
            return
        self._is_loaded = True
        found = await connection.rows(_CARDS, company=self._company)
        for key, id, number, holder, last_four, name in found:
            known = KnownCard(number, holder or 0, name)
            self._cards[key or id] = known
            if key is None:
                self._issued.setdefault(last_four, []).append(known)
        self._holders = dict(await connection.rows(_HOLDERS, company=self._company))  # type: ignore[arg-type]

    def merchant(self, row: NewRow) -> int:
        return self._merchants[row.merchant]

    def card(self, row: NewRow) -> int:
        known = self._card(row)
        return known.number if known else 0

    def holder(self, row: NewRow) -> int:
        """Whom the row names, else whose card it is; 0 for nobody."""
        if row.cardholder:
            return self._holders[fold(row.cardholder)]
        known = self._card(row)
        return known.holder if known else 0

    async def write_people(self, connection: Connection) -> None:
        """Insert the new cardholders and cards, within the transaction."""
        if self._new_holders:
            await connection.change_many(ADD_HOLDER, self._new_holders)
        if self._new_cards:
            await connection.change_many(ADD_CARD, self._new_cards)

    def _card(self, row: NewRow) -> KnownCard | None:
        key = card_key(row)
        return self._cards.get(key) if key else None

    async def _learn_merchants(self, connection: Connection, names: set[str]) -> None:
        missing = sorted(names - self._merchants.keys())
        if not missing:
            return
        await self._find_merchants(connection, missing)
        new = [name for name in missing if name not in self._merchants]
        if new:
            numbers = await take_numbers(connection, self._company, "merchant", len(new))
            values = [
                {
                    "company_number": self._company,
                    "number": number,
                    "name": name,
                    "search_name": fold(name),
                }
                for number, name in zip(numbers, new, strict=True)
            ]
            await connection.change_many(_ADD_MERCHANT, values)
            await self._find_merchants(connection, new)

    async def _find_merchants(self, connection: Connection, names: list[str]) -> None:
        found = await connection.rows(_MERCHANTS, company=self._company, names=names)
        self._merchants.update((name, number) for name, number in found)

    async def _learn_holders(self, connection: Connection, rows: Sequence[NewRow]) -> None:
        names = {fold(row.cardholder): row.cardholder for row in rows if row.cardholder}
        new = [(key, name) for key, name in names.items() if key not in self._holders]
        if not new:
            return
        numbers = await take_numbers(connection, self._company, "cardholder", len(new))
        for number, (key, name) in zip(numbers, new, strict=True):
            self._holders[key] = number
            self._new_holders.append(
                {
                    "company_number": self._company,
                    "number": number,
                    "id": self._ids.new("cardholder"),
                    "name": name,
                    "search_name": key,
                    "user_id": None,
                }
            )

    def _unknown_cards(self, rows: Sequence[NewRow]) -> dict[str, NewRow]:
        """Masked numbers no card of the company fits, each with a row that names it."""
        new: dict[str, NewRow] = {}
        for row in rows:
            key = card_key(row)
            if key is None or key in self._cards or key in new:
                continue
            issued = self._issued_card(row)
            if issued is None:
                new[key] = row
            else:
                self._cards[key] = issued
        return new

    def _issued_card(self, row: NewRow) -> KnownCard | None:
        """The company's own card with these last four digits, where there is only one and the row
        does not name somebody else as its holder."""
        found = self._issued.get(row.last_four or "", [])
        if len(found) != 1:
            return None
        is_theirs = row.cardholder is None or found[0].holder_name in (None, fold(row.cardholder))
        return found[0] if is_theirs else None

    async def _learn_cards(self, connection: Connection, rows: Sequence[NewRow]) -> int:
        new = self._unknown_cards(rows)
        if not new:
            return 0
        numbers = await take_numbers(connection, self._company, "card", len(new))
        for number, (key, row) in zip(numbers, new.items(), strict=True):
            holder = self._holders[fold(row.cardholder)] if row.cardholder else None
            self._cards[key] = KnownCard(number, holder or 0)
            self._new_cards.append(self._external_card(number, key, row, holder))
        return len(new)

    def _external_card(
        self, number: int, key: str, row: NewRow, holder: int | None
    ) -> dict[str, Any]:
        return {
            "company_number": self._company,
            "number": number,
            "id": self._ids.new("card"),
            "cardholder_number": holder,
            "alias": None,
            "search_alias": None,
            "last_four": row.last_four,
            "external_key": key,
            "type": CardType.PHYSICAL.value,
            "status": CardStatus.ACTIVE.value,
            "unlocked_status": CardStatus.ACTIVE.value,
            "currency": self._currency,
            "limit_minor": None,
            "periodicity": None,
            "issuer": Issuer.EXTERNAL.value,
            "created_at": self._now,
            "version": 1,
        }


def card_key(row: NewRow) -> str | None:
    """How a card is known again: our own id, or the digits its source shows, however masked."""
    if row.card is None or row.last_four is None:
        return None
    if row.card.startswith("card_"):
        return row.card
    lead = row.card.replace(" ", "").replace("-", "")[:6]
    return f"{lead if lead.isdigit() else ''}*{row.last_four}"
