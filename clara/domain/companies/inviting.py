"""How often people may be invited: an invitation is a mail that somebody did not ask for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from clara.domain.companies.invitation import Invitation
from clara.domain.errors import Conflict, LimitExceeded

MAX_OPEN = 200
"""Invitations of one company that wait to be accepted."""

AGAIN_AFTER = timedelta(seconds=60)
MAX_A_DAY = 20
"""Invitations to one address, from all companies together."""

DAY = timedelta(days=1)


def require_may_invite(
    email: str, open_ones: Sequence[Invitation], lately: Sequence[datetime], now: datetime
) -> None:
    """`open_ones` are the company's, `lately` is when in the past day the address was invited to
    any company. Raises `invited_just_now`, `invited_too_often`, `too_many_invitations`."""
    again = [one for one in open_ones if one.email == email]
    wait = max((one.created_at + AGAIN_AFTER - now for one in again), default=timedelta())
    if wait > timedelta():
        raise LimitExceeded(
            "invited_just_now",
            "An invitation went to this address less than a minute ago.",
            retry_after=_seconds(wait),
        )
    if len(lately) >= MAX_A_DAY:
        raise LimitExceeded(
            "invited_too_often",
            "This address was invited too often today.",
            retry_after=_seconds(min(lately) + DAY - now),
        )
    if len(open_ones) - len(again) >= MAX_OPEN:
        raise Conflict(
            "too_many_invitations",
            f"{MAX_OPEN} invitations of this company wait to be accepted already.",
            remedy="Withdraw one, or wait until some are accepted or expire.",
        )


def require_unpromised(cardholder_id: str, email: str, open_ones: Sequence[Invitation]) -> None:
    """One cardholder is one person. Raises `cardholder_taken`."""
    if any(one.cardholder_id == cardholder_id and one.email != email for one in open_ones):
        raise Conflict(
            "cardholder_taken",
            "Somebody else is invited as this cardholder already.",
            remedy="Withdraw that invitation first, or choose another cardholder.",
        )


def _seconds(wait: timedelta) -> int:
    return -(-wait // timedelta(seconds=1))
