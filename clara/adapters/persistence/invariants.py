"""The `Invariants` port over SQL: each is a query that counts the rows which break it."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, select

from clara.adapters.persistence.authorization_sums import WRONGLY_SHOWN, WRONGLY_SUMMED
from clara.adapters.persistence.card_spending import WRONGLY_COUNTED
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.ledger import UNBALANCED, UNPROVED
from clara.adapters.persistence.purchases import WRONGLY_CREDITED
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import (
    audit_chains,
    audit_entries,
    card_locks,
    card_transactions,
    cardholders,
    cards,
    companies,
    company_currencies,
    credentials,
    memberships,
    merchants,
)
from clara.adapters.persistence.tasks import WRONGLY_RESERVED
from clara.application.system.ports import Invariant, Invariants
from clara.domain.cards.card import CardStatus
from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind

_unlifted = exists().where(
    card_locks.c.company_number == cards.c.company_number,
    card_locks.c.card_number == cards.c.number,
    card_locks.c.lifted_at.is_(None),
)
_locked = cards.c.status == named("locked")
_WRONGLY_LOCKED = (
    select(func.count())
    .select_from(cards)
    .where(not_(and_(_locked, _unlifted)), _locked | _unlifted)
)

_rows = card_transactions.c


def _dangling(column: ColumnElement[int], known: Select[tuple[int, int]]) -> Select[tuple[int]]:
    """How many different numbers in a column of card transactions are not of the same company."""
    used = select(_rows.company_number, column.label("number")).where(column != 0).distinct()
    missing = used.except_(known).subquery()
    return select(func.count()).select_from(missing)


_STRANGE_CARDS = _dangling(_rows.card_number, select(cards.c.company_number, cards.c.number))
_STRANGE_HOLDERS = _dangling(
    _rows.cardholder_number, select(cardholders.c.company_number, cardholders.c.number)
)
_STRANGE_MERCHANTS = _dangling(
    _rows.merchant_number, select(merchants.c.company_number, merchants.c.number)
)
_UNKNOWN_CURRENCIES = _dangling(
    _rows.currency, select(company_currencies.c.company_number, company_currencies.c.currency)
)
_HOMELESS = (
    select(func.count())
    .select_from(_rows.company_number.table)
    .where(_rows.company_number.not_in(select(companies.c.number)))
)

# Two ways to count: along the index of times, and (SQLite) along the index of categories.
_by_category = (
    select(_rows.company_number, func.count().label("n"))
    .group_by(_rows.company_number, _rows.category)
    .subquery()
)
_grouped = (
    select(_by_category.c.company_number, func.sum(_by_category.c.n).label("n"))
    .group_by(_by_category.c.company_number)
    .subquery()
)
_whole = (
    select(_rows.company_number, func.count().label("n")).group_by(_rows.company_number).subquery()
)
_UNEVEN_GROUPS = (
    select(func.count())
    .select_from(_whole.outerjoin(_grouped, _grouped.c.company_number == _whole.c.company_number))
    .where(func.coalesce(_grouped.c.n, -1) != _whole.c.n)
)

_sealed = (
    select(func.count(audit_entries.c.sequence))
    .where(audit_entries.c.company_number == audit_chains.c.company_number)
    .scalar_subquery()
)
_UNEVEN_CHAINS = (
    select(func.count()).select_from(audit_chains).where(audit_chains.c.last_sequence != _sealed)
)

# Whoever founds one is its administrator, and the last one stays.
_has_administrator = exists().where(
    memberships.c.company_number == companies.c.number,
    memberships.c.role == Role.ADMINISTRATOR.value,
)
_HEADLESS = select(func.count()).select_from(companies).where(not_(_has_administrator))
_TWO_KEYS = select(func.count()).select_from(
    select(credentials.c.user_id)
    .where(credentials.c.kind == CredentialKind.API_KEY.value, credentials.c.revoked_at.is_(None))
    .group_by(credentials.c.user_id)
    .having(func.count() > 1)
    .subquery()
)

_ALL: tuple[tuple[str, Statement], ...] = tuple(
    (sentence, Statement(query))
    for sentence, query in (
        ("A card is LOCKED exactly while a lock on it is not lifted.", _WRONGLY_LOCKED),
        ("Card transactions name cards of their own company only.", _STRANGE_CARDS),
        ("Card transactions name cardholders of their own company only.", _STRANGE_HOLDERS),
        ("Card transactions name merchants of their own company only.", _STRANGE_MERCHANTS),
        ("Every card transaction belongs to a company.", _HOMELESS),
        ("Every currency in use is known to its company.", _UNKNOWN_CURRENCIES),
        ("Counts by category add up to the count of the whole.", _UNEVEN_GROUPS),
        ("Every company has an administrator.", _HEADLESS),
        ("Nobody has two API keys.", _TWO_KEYS),
        ("The entries of every transfer of credits add up to zero.", UNBALANCED),
        ("A user's credits are the sum of their entries, and not below zero.", UNPROVED),
        ("Every paid purchase was credited exactly once, and no other.", WRONGLY_CREDITED),
        ("For a task its price is set aside until it is over, and no longer.", WRONGLY_RESERVED),
        ("What is spent of every limit is the sum of the card's transactions.", WRONGLY_COUNTED),
        ("Every authorization is the sum of what became of it.", WRONGLY_SUMMED),
        ("The card transactions of every authorization add up to what it says.", WRONGLY_SHOWN),
        ("Every chain of the activity log is as long as it says.", _UNEVEN_CHAINS),
    )
)


@dataclass(frozen=True, slots=True)
class SqlInvariants(Invariants):
    session: Session

    async def check(self) -> tuple[Invariant, ...]:
        found = []
        async with self.session.snapshot() as connection:
            for sentence, statement in _ALL:
                row = await connection.first(statement, locked=CardStatus.LOCKED.value)
                found.append(Invariant(sentence=sentence, violations=int(row[0]) if row else 0))
        return tuple(found)
