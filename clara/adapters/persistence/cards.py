"""The `Cards` port over SQL."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from msgspec import structs
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from clara.adapters.persistence.card_rows import CARD_COLUMNS, cards_of
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import card_locks, card_transactions, cardholders, cards
from clara.adapters.persistence.visibility import (
    VISIBLE_IMPORT,
    Reach,
    visibility_values,
    visible_rows,
    words_pattern,
)
from clara.application.cards.ports import Cards, FoundCards
from clara.domain.card_transactions.counting import FIRST_SUMMED
from clara.domain.cards.card import Card, CardStatus
from clara.domain.cards.listing import CardFilter, CardTotals, CardWalk
from clara.domain.cards.reference import ReferenceKind
from clara.domain.credentials.actor import Actor, Stamp
from clara.domain.errors import Conflict
from clara.domain.instant import microseconds
from clara.domain.money import currency_number
from clara.domain.period import Period
from clara.domain.text import fold

_MAX_MATCHES = 50
_MAX_NEAREST = 5


@dataclass(frozen=True, slots=True)
class SqlCards(Cards):
    session: Session

    async def page(self, actor: Actor, walk: CardWalk, limit: int) -> FoundCards:
        async with self.session.snapshot():
            totals = walk.totals or await self._totals(actor, walk.filter)
            cards = await self._page(actor, walk, limit + 1)
        return FoundCards(cards[:limit], len(cards) > limit, totals)

    async def _page(self, actor: Actor, walk: CardWalk, limit: int) -> tuple[Card, ...]:
        after = walk.after
        statement = _page(Reach.of(actor), _shape(walk.filter), after is not None)
        connection = await self.session.connection()
        rows = await connection.rows(
            statement,
            limit=limit,
            after_value=after.value if after else 0,
            after_id=after.id if after else "",
            **_values(actor, walk.filter),
        )
        return await self._load(actor, [row[0] for row in rows])

    async def _totals(self, actor: Actor, filter: CardFilter) -> CardTotals:
        connection = await self.session.connection()
        statement = _totals(Reach.of(actor), _shape(filter))
        rows = await connection.rows(statement, **_values(actor, filter))
        by_status = {CardStatus(status): count for status, count in rows}
        return CardTotals(count=sum(by_status.values()), by_status=by_status)

    async def find(self, actor: Actor, card_id: str) -> Card | None:
        found = await self._matching(actor, card_id, ReferenceKind.ID)
        return found[0] if found else None

    async def matching(self, actor: Actor, reference: str) -> tuple[Card, ...]:
        kind, text = ReferenceKind.of(reference), reference.strip()
        if kind is ReferenceKind.NOTHING:
            return ()
        value = words_pattern(text) if kind is ReferenceKind.NAME else text
        return await self._matching(actor, value, kind)

    async def _matching(self, actor: Actor, value: str, by: ReferenceKind) -> tuple[Card, ...]:
        connection = await self.session.connection()
        reach = Reach.of(actor)
        # Held first and read after, in two statements: one that waits for another's commit would
        # see the card as it became but its locks as they were.
        holding = self.session.is_writing and self.session.dialect == "postgresql"
        if by is ReferenceKind.ID and not holding:
            values = {"company": actor.company.company_number, "id": value}
            rows = await connection.rows(_by_id(reach), **values, **visibility_values(actor))
            return tuple(cards_of(rows, actor.company.company_id).values())
        rows = await connection.rows(
            _matches(reach, by, holding),
            company=actor.company.company_number,
            value=value,
            limit=_MAX_MATCHES,
            **visibility_values(actor),
        )
        return await self._load(actor, [row[0] for row in rows])

    async def nearest(self, actor: Actor, reference: str) -> tuple[Card, ...]:
        connection = await self.session.connection()
        reach = Reach.of(actor)
        rows = await connection.rows(
            _names(reach),
            company=actor.company.company_number,
            **visibility_values(actor),
        )
        names: dict[str, list[int]] = {}
        for number, name in rows:
            names.setdefault(name, []).append(number)
        alike = difflib.get_close_matches(fold(reference), names, n=_MAX_NEAREST, cutoff=0.5)
        found = [number for name in alike for number in names[name]][:_MAX_NEAREST]
        return await self._load(actor, found)

    async def save(self, actor: Actor, card: Card, was: Card, stamp: Stamp) -> Card:
        connection = await self.session.connection()
        place = {"company": actor.company.company_number, "number": card.number}
        changed = await connection.change(
            _UPDATE,
            **place,
            status=card.status.value,
            unlocked_status=card.unlocked_status.value,
            was_version=was.version,
        )
        if changed != 1:
            raise Conflict("conflict", "This card changed at the same moment; try again.")
        held = {lock.level for lock in was.locks}
        for lock in card.locks:
            if lock.level not in held:
                values = structs.asdict(lock) | {"level": int(lock.level), "door": lock.door.value}
                values["at"] = microseconds(lock.at)
                values["by_role"] = lock.by_role.value if lock.by_role else None
                await connection.change(_ADD_LOCK, **place, version=was.version + 1, **values)
        lifted = sorted(held - {lock.level for lock in card.locks})
        if lifted:
            await connection.change(
                _LIFT,
                **place,
                levels=[int(level) for level in lifted],
                at=microseconds(stamp.at),
                by_user_id=stamp.by_user_id,
                by_name=stamp.by_name,
                reason=stamp.reason,
                door=stamp.door.value,
            )
        return (await self._load(actor, [card.number]))[0]

    async def spent_minor(self, actor: Actor, card: Card, period: Period) -> int:
        connection = await self.session.connection()
        row = await connection.first(
            _SPENT,
            company=actor.company.company_number,
            number=card.number,
            start=microseconds(period.start),
            until=microseconds(period.end),
            currency=currency_number(card.currency),
        )
        return int(row[0]) if row else 0

    async def _load(self, actor: Actor, numbers: list[int]) -> tuple[Card, ...]:
        """The cards of `numbers`, in that order."""
        if not numbers:
            return ()
        connection = await self.session.connection()
        company = actor.company
        rows = await connection.rows(_LOAD, company=company.company_number, numbers=numbers)
        found = cards_of(rows, company.company_id)
        return tuple(found[number] for number in numbers)


_here = (cards.c.company_number == named("company"), cards.c.number == named("number"))
_lock_here = (
    card_locks.c.company_number == named("company"),
    card_locks.c.card_number == named("number"),
)

_whole_cards = (
    select(*CARD_COLUMNS)
    .select_from(cards)
    .outerjoin(
        cardholders,
        and_(
            cardholders.c.company_number == cards.c.company_number,
            cardholders.c.number == cards.c.cardholder_number,
        ),
    )
    .outerjoin(
        card_locks,
        and_(
            card_locks.c.company_number == cards.c.company_number,
            card_locks.c.card_number == cards.c.number,
            card_locks.c.lifted_at.is_(None),
        ),
    )
    .where(cards.c.company_number == named("company"))
)
_LOAD = Statement(_whole_cards.where(any_of(cards.c.number, "numbers")))
_UPDATE = Statement(
    update(cards)
    .where(*_here, cards.c.version == named("was_version"))
    .values(
        status=named("status"),
        unlocked_status=named("unlocked_status"),
        version=cards.c.version + literal(1, literal_execute=True),
    )
)
_ADD_LOCK = Statement(
    insert(card_locks).values(
        company_number=named("company"),
        card_number=named("number"),
        **{
            name: named(name)
            for name in "version level by_user_id by_name by_role at reason door".split()
        },
    )
)
_LIFT = Statement(
    update(card_locks)
    .where(*_lock_here, any_of(card_locks.c.level, "levels"), card_locks.c.lifted_at.is_(None))
    .values(
        lifted_at=named("at"),
        lifted_by_user_id=named("by_user_id"),
        lifted_by_name=named("by_name"),
        lifted_reason=named("reason"),
        lifted_door=named("door"),
    )
)
_SPENT = Statement(
    select(func.coalesce(func.sum(card_transactions.c.amount_minor), 0)).where(
        card_transactions.c.company_number == named("company"),
        card_transactions.c.card_number == named("number"),
        card_transactions.c.occurred_at >= named("start"),
        card_transactions.c.occurred_at < named("until"),
        card_transactions.c.currency == named("currency"),
        card_transactions.c.counting >= int(FIRST_SUMMED),
        VISIBLE_IMPORT,
    )
)


def _visible(reach: Reach) -> Sequence[ColumnElement[bool]]:
    return visible_rows(reach, holder=cards.c.cardholder_number, card=cards.c.number)


@cache
def _by_id(reach: Reach) -> Statement:
    return Statement(_whole_cards.where(cards.c.id == named("id"), *_visible(reach)))


@cache
def _matches(reach: Reach, by: ReferenceKind, holding: bool) -> Statement:
    conditions: dict[ReferenceKind, ColumnElement[bool]] = {
        ReferenceKind.ID: cards.c.id == named("value"),
        ReferenceKind.LAST_FOUR: cards.c.last_four == named("value"),
        ReferenceKind.NAME: or_(
            cards.c.cardholder_number.in_(
                select(cardholders.c.number).where(
                    cardholders.c.company_number == named("company"),
                    (literal(" ") + cardholders.c.search_name).like(named("value")),
                )
            ),
            (literal(" ") + cards.c.search_alias).like(named("value")),
        ),
    }
    query: Select[Any] = (
        select(cards.c.number)
        .where(
            cards.c.company_number == named("company"),
            conditions[by],
            *_visible(reach),
        )
        .order_by(cards.c.number)
        .limit(named("limit"))
    )
    return Statement(query.with_for_update() if holding else query)


@cache
def _names(reach: Reach) -> Statement:
    """Every card's number and its holder's folded name."""
    return Statement(
        select(cards.c.number, cardholders.c.search_name)
        .join_from(
            cards,
            cardholders,
            and_(
                cardholders.c.company_number == cards.c.company_number,
                cardholders.c.number == cards.c.cardholder_number,
            ),
        )
        .where(
            cards.c.company_number == named("company"),
            *_visible(reach),
        )
        .order_by(cards.c.number)
        .limit(5000)
    )


def _shape(filter: CardFilter) -> tuple[bool, ...]:
    """Which conditions are there; statements are made once per shape."""
    return (
        bool(filter.statuses),
        filter.cardholder is not None,
        filter.text is not None,
        filter.limit_over_minor is not None,
        filter.limit_under_minor is not None,
    )


def _values(actor: Actor, filter: CardFilter) -> dict[str, Any]:
    text = filter.text or ""
    return {
        "company": actor.company.company_number,
        "statuses": [status.value for status in filter.statuses],
        "holder_pattern": words_pattern(filter.cardholder or ""),
        "text_pattern": words_pattern(text),
        "text_digits": fold(text),
        "over": filter.limit_over_minor,
        "under": filter.limit_under_minor,
        "limit_currency": filter.limit_currency,
        **visibility_values(actor),
    }


def _conditions(reach: Reach, shape: tuple[bool, ...]) -> list[ColumnElement[bool]]:
    statuses, holder, text, over, under = shape

    def held_by(pattern: str) -> ColumnElement[bool]:
        return cards.c.cardholder_number.in_(
            select(cardholders.c.number).where(
                cardholders.c.company_number == named("company"),
                (literal(" ") + cardholders.c.search_name).like(named(pattern)),
            )
        )

    found = [cards.c.company_number == named("company")]
    found += _visible(reach)
    if statuses:
        found.append(any_of(cards.c.status, "statuses"))
    if holder:
        found.append(held_by("holder_pattern"))
    if text:
        alias = (literal(" ") + cards.c.search_alias).like(named("text_pattern"))
        digits = cards.c.last_four == named("text_digits")
        found.append(or_(held_by("text_pattern"), alias, digits))
    if over:
        found.append(cards.c.limit_minor > named("over"))
    if under:
        found.append(cards.c.limit_minor < named("under"))
    if over or under:
        found.append(cards.c.currency == named("limit_currency"))
    return found


@cache
def _page(reach: Reach, shape: tuple[bool, ...], is_later: bool) -> Statement:
    query = select(cards.c.number).where(*_conditions(reach, shape))
    if is_later:
        place = tuple_(named("after_value", BigInteger()), named("after_id", Text()))
        query = query.where(tuple_(cards.c.created_at, cards.c.id) < place)
    newest = (cards.c.created_at.desc(), cards.c.id.desc())
    return Statement(query.order_by(*newest).limit(named("limit")))


@cache
def _totals(reach: Reach, shape: tuple[bool, ...]) -> Statement:
    return Statement(
        select(cards.c.status, func.count())
        .where(*_conditions(reach, shape))
        .group_by(cards.c.status)
    )
