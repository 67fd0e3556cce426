"""Statements over authorizations and their facts."""

from functools import cache

from sqlalchemy import BigInteger, Text, literal, select, tuple_, update

from clara.adapters.persistence.authorization_rows import (
    FACT,
    SUMS,
    fact_columns,
    select_authorizations,
)
from clara.adapters.persistence.statement import Statement, any_of, named
from clara.adapters.persistence.tables import authorization_facts as f
from clara.adapters.persistence.tables import authorizations as a
from clara.adapters.persistence.tables import cards, companies
from clara.adapters.persistence.upsert import insert_named
from clara.adapters.persistence.visibility import Reach, visible_rows

# Shared, not exclusive: charges on different cards of a company don't wait for each other.
TERMS = Statement(
    select(
        companies.c.suspended_at,
        companies.c.time_zone,
        companies.c.clock_frozen_at,
        companies.c.clock_offset,
    )
    .where(companies.c.number == named("company"))
    .with_for_update(read=True)
)
_CHANGING = ("status", "version", *SUMS)
_FIXED = (
    *("company_number", "id", "card_number", "cardholder_number", "transaction_id"),
    *("reason", "at", "expires_at", "currency", "charge"),
)
ADD = Statement(insert_named(a, (*_FIXED, *_CHANGING)))
SAVE = Statement(
    update(a)
    .where(
        a.c.company_number == named("company"),
        a.c.id == named("of"),
        a.c.version == named("was_version"),
    )
    .values({name: named(name) for name in _CHANGING})
)
ADD_FACT = Statement(insert_named(f, ("company_number", "authorization_id", *FACT)))
FACTS = Statement(
    select(*fact_columns)
    .where(f.c.company_number == named("company"), f.c.authorization_id == named("id"))
    .order_by(f.c.number)
)


@cache
def one_of(reach: Reach) -> Statement:
    return Statement(
        select_authorizations().where(
            a.c.company_number == named("company"),
            a.c.id == named("id"),
            *visible_rows(reach, holder=a.c.cardholder_number, card=a.c.card_number),
        )
    )


@cache
def run_out_of(*, is_one_card: bool) -> Statement:
    query = select_authorizations().where(
        a.c.company_number == named("company"),
        a.c.held_minor > literal(0, literal_execute=True),
        a.c.expires_at <= named("now"),
    )
    if is_one_card:
        query = query.where(a.c.card_number == named("card"))
    return Statement(query.order_by(a.c.expires_at, a.c.id).limit(named("limit")))


@cache
def page_of(reach: Reach, of_card: bool, of_status: bool, is_later: bool) -> Statement:
    query = select_authorizations().where(
        a.c.company_number == named("company"),
        *visible_rows(reach, holder=a.c.cardholder_number, card=a.c.card_number),
    )
    if of_card:
        number = (
            select(cards.c.number)
            .where(cards.c.company_number == named("company"), cards.c.id == named("card_id"))
            .scalar_subquery()
        )
        query = query.where(a.c.card_number == number)
    if of_status:
        query = query.where(any_of(a.c.status, "statuses"))
    if is_later:
        place = tuple_(named("after_value", BigInteger()), named("after_id", Text()))
        query = query.where(tuple_(a.c.at, a.c.id) < place)
    newest = (a.c.at.desc(), a.c.id.desc())
    return Statement(query.order_by(*newest).limit(named("limit")))
