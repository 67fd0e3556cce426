"""What programs are told of each fact: one event per card transaction made or changed, and declines."""

from clara.domain.authorizations.beginning import begin
from clara.domain.authorizations.life import (
    capture,
    dispute,
    expire,
    force_post,
    increment,
    refund,
    reverse,
)
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.authorizations.step import Step
from clara.domain.authorizations.told import told
from tests.support.charges import AT, charge

MADE, CHANGED, DECLINED = (
    "card_transaction.created",
    "card_transaction.updated",
    "authorization.declined",
)


def begun(reason: DeclineReason | None = None) -> Step:
    return begin(
        id="authorization_a",
        transaction_id="ctx_a",
        card_id="card_a",
        currency="MXN",
        charge=charge(),
        reason=reason,
    )


def said(step: Step) -> list[tuple[str, object]]:
    outcome = AuthorizationOutcome(authorization=step.authorization, facts=(step.fact,))
    return [(one.type.value, one.data.get("transaction_id")) for one in told(outcome)]


def test_a_charge_makes_a_row_and_a_declined_one_says_so() -> None:
    assert said(begun()) == [(MADE, "ctx_a")]
    assert said(begun(DeclineReason.CARD_ENDED)) == [(DECLINED, None), (MADE, "ctx_a")]


def test_what_follows_changes_that_row_or_makes_another() -> None:
    held = begun().authorization
    assert said(increment(held, 5, AT, None)) == [(CHANGED, "ctx_a")]
    assert said(increment(held, 5, AT, DeclineReason.CARD_ENDED)) == [(DECLINED, None)]
    assert said(reverse(held, 5, AT)) == [(CHANGED, "ctx_a")]
    assert said(expire(held, AT)) == [(CHANGED, "ctx_a")]
    assert said(capture(held, None, AT, "ctx_b", is_final=True)) == [(CHANGED, "ctx_a")]
    part = capture(held, 5, AT, "ctx_b", is_final=False)
    assert said(part) == [(CHANGED, "ctx_a"), (MADE, "ctx_b")]
    assert said(refund(part.authorization, None, AT, "ctx_c")) == [(MADE, "ctx_c")]
    assert said(dispute(part.authorization, None, AT)) == []
    gone = expire(held, AT).authorization
    assert said(force_post(gone, 5, AT, "ctx_d")) == [(MADE, "ctx_d")]
