"""What `issuer_books.py` says to the store."""

from sqlalchemy import and_, func, insert, literal, null, or_, select, update

from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import (
    cardholders,
    cards,
    companies,
    issuer_cards,
    issuer_holders,
    issuer_records,
)

c, h, r = issuer_cards.c, issuer_holders.c, issuer_records.c
_one = literal(1, literal_execute=True)
_here = (c.company_number == named("company"), c.card_number == named("number"))
_its_card = and_(cards.c.company_number == c.company_number, cards.c.number == c.card_number)
_known = and_(c.issuer == named("issuer"), c.reference == named("reference"))
LINK = Statement(
    insert(issuer_cards).from_select(
        ["company_number", "card_number", "issuer", "reference", "intent", "confirmed", "attempts"],
        select(
            cards.c.company_number,
            cards.c.number,
            cards.c.issuer,
            named("reference", cards.c.id.type),
            _one,
            _one,
            literal(0, literal_execute=True),
        ).where(cards.c.company_number == named("company"), cards.c.id == named("id")),
    )
)
FIND = Statement(select(c.reference, c.intent, c.confirmed, c.attempts, c.trouble).where(*_here))
WANT = Statement(
    update(issuer_cards)
    .where(*_here)
    .values(intent=c.intent + _one, attempts=0, due_at=named("at"), trouble=null())
)
_due = c.due_at <= named("now")
ANY_DUE = Statement(select(c.card_number).where(_due).limit(1))
DUE = Statement(
    select(companies.c.id, cards.c.id, c.company_number, c.card_number)
    .join(cards, _its_card)
    .join(companies, companies.c.number == c.company_number)
    .where(_due)
    .order_by(c.due_at, c.company_number, c.card_number)
    .limit(named("limit"))
)
TAKE = Statement(update(issuer_cards).where(*_here, _due).values(due_at=named("until")))
_at_intent = (*_here, c.intent == named("intent"))
CONFIRM = Statement(
    update(issuer_cards)
    .where(*_at_intent)
    .values(confirmed=c.intent, attempts=0, due_at=null(), trouble=null())
)
POSTPONE = Statement(
    update(issuer_cards)
    .where(*_at_intent)
    .values(attempts=c.attempts + _one, due_at=named("at"), trouble=named("trouble"))
)
PLACE = Statement(
    select(companies.c.id, cards.c.id)
    .select_from(issuer_cards)
    .join(cards, _its_card)
    .join(companies, companies.c.number == c.company_number)
    .where(_known)
)
INTENT = Statement(select(c.intent).where(_known))
INTENTS = Statement(select(c.reference, c.intent).where(c.issuer == named("issuer")))
PENDING = Statement(
    select(func.count()).where(c.issuer == named("issuer"), c.intent != c.confirmed)
)
LINK_HOLDER = Statement(
    insert(issuer_holders).from_select(
        ["company_number", "cardholder_number", "issuer", "reference", "is_active"],
        select(
            cardholders.c.company_number,
            cardholders.c.number,
            named("issuer", cardholders.c.id.type),
            named("reference", cardholders.c.id.type),
            literal(True, literal_execute=True),
        ).where(cardholders.c.company_number == named("company"), cardholders.c.id == named("id")),
    )
)
HOLDER = Statement(
    select(h.reference)
    .join(
        cardholders,
        and_(
            cardholders.c.company_number == h.company_number,
            cardholders.c.number == h.cardholder_number,
        ),
    )
    .where(
        h.company_number == named("company"),
        cardholders.c.id == named("id"),
        h.issuer == named("issuer"),
    )
)
_its_holder = and_(h.issuer == named("issuer"), h.reference == named("reference"))
NOTE_HOLDER = Statement(
    update(issuer_holders)
    .where(
        _its_holder,
        or_(
            h.is_active != named("is_active"),
            func.coalesce(h.because, "") != func.coalesce(named("because", h.because.type), ""),
        ),
    )
    .values(is_active=named("is_active"), because=named("because"))
)
COMPANY_OF_HOLDER = Statement(
    select(companies.c.id)
    .join(issuer_holders, companies.c.number == h.company_number)
    .where(_its_holder)
)
BOOKED = Statement(
    select(r.authorization_id, r.fact).where(
        r.company_number == named("company"),
        r.issuer == named("issuer"),
        r.reference == named("reference"),
    )
)
BOOK = Statement(
    insert(issuer_records).values(
        company_number=named("company"),
        issuer=named("issuer"),
        reference=named("reference"),
        authorization_id=named("authorization_id"),
        fact=named("fact"),
    )
)
