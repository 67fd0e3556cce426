"""What must hold of authorizations at any time: queries that count those for which it does not."""

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select

from clara.adapters.persistence.tables import authorization_facts as f
from clara.adapters.persistence.tables import authorizations as a
from clara.adapters.persistence.tables import card_transactions as t
from clara.domain.authorizations.authorization import FactKind
from clara.domain.card_transactions.counting import FIRST_SUMMED

_SUMS = {
    "authorized_minor": (FactKind.AUTHORIZED, FactKind.INCREMENTED),
    "reversed_minor": (FactKind.REVERSED, FactKind.EXPIRED),
    "posted_minor": (FactKind.CAPTURED, FactKind.FORCE_POSTED),
    "refunded_minor": (FactKind.REFUNDED,),
    "disputed_minor": (FactKind.DISPUTED,),
}


def _sum_of(kinds: tuple[FactKind, ...]) -> ColumnElement[int]:
    of_kind = f.c.kind.in_([literal(kind.value, literal_execute=True) for kind in kinds])
    return func.coalesce(func.sum(case((of_kind, f.c.amount_minor), else_=0)), 0)


_facts = (
    select(
        f.c.company_number,
        f.c.authorization_id,
        func.count().label("facts"),
        func.max(f.c.number).label("last"),
        *(_sum_of(kinds).label(name) for name, kinds in _SUMS.items()),
    )
    .group_by(f.c.company_number, f.c.authorization_id)
    .subquery()
)
_last = f.alias("last_fact")
WRONGLY_SUMMED = (
    select(func.count())
    .select_from(
        a.outerjoin(
            _facts,
            and_(
                _facts.c.company_number == a.c.company_number,
                _facts.c.authorization_id == a.c.id,
            ),
        ).outerjoin(
            _last,
            and_(
                _last.c.company_number == a.c.company_number,
                _last.c.authorization_id == a.c.id,
                _last.c.number == a.c.version,
            ),
        )
    )
    .where(
        or_(
            func.coalesce(_facts.c.facts, 0) != a.c.version,
            func.coalesce(_facts.c.last, 0) != a.c.version,
            func.coalesce(_last.c.held_minor, -1) != a.c.held_minor,
            *(func.coalesce(_facts.c[name], -1) != a.c[name] for name in _SUMS),
        )
    )
)
"""Authorizations whose sums are not those of their facts, of which none is missing."""

_counted = func.coalesce(
    func.sum(case((t.c.counting >= int(FIRST_SUMMED), t.c.amount_minor), else_=0)), 0
)
_shown = (
    select(t.c.company_number, t.c.reference, _counted.label("counted"))
    .where(t.c.import_number == 0, t.c.reference.like("authorization!_%", escape="!"))
    .group_by(t.c.company_number, t.c.reference)
    .subquery()
)
WRONGLY_SHOWN = (
    select(func.count())
    .select_from(
        a.outerjoin(
            _shown,
            and_(_shown.c.company_number == a.c.company_number, _shown.c.reference == a.c.id),
        )
    )
    .where(
        func.coalesce(_shown.c.counted, -1)
        != a.c.held_minor + a.c.posted_minor - a.c.refunded_minor
    )
)
"""Authorizations whose card transactions do not add up to what is held and was posted, less what
came back."""
