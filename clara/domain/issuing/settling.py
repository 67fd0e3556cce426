"""From what an issuer says to what becomes of our authorization: the next facts, whatever was heard
before and in whatever order."""

from collections.abc import Callable
from datetime import datetime

from clara.domain.authorizations.authorization import Authorization
from clara.domain.authorizations.life import (
    capture,
    dispute,
    expire,
    force_post,
    increment,
    refund,
    reverse,
)
from clara.domain.authorizations.step import Step
from clara.domain.issuing.heard import HeardAuthorization, HeardStatus, HeardTransaction

Life = Callable[[Authorization, datetime, str], Step]


def moved(one: HeardTransaction, *, is_last: bool) -> Life:
    """Books money that moved. `is_last` when the issuer holds nothing after it."""

    def life(was: Authorization, at: datetime, row_id: str) -> Step:
        if one.amount_minor < 0:
            return refund(was, -one.amount_minor, at, row_id)
        if was.held_minor > 0:
            return capture(was, one.amount_minor, at, row_id, is_final=is_last)
        return force_post(was, one.amount_minor, at, row_id)

    return life


def disputed(one: HeardTransaction) -> Life:
    return lambda was, at, _: dispute(was, one.amount_minor, at)


def held(was: Authorization, heard: HeardAuthorization) -> Life | None:
    """Brings what we hold to what the issuer holds; None where it is that already. What we let go of
    is not held again: its capture is booked when it comes."""
    theirs = heard.held_minor
    if was.held_minor <= 0 or was.held_minor == theirs:
        return None
    if theirs > was.held_minor:
        return lambda now, at, _: increment(now, theirs - now.held_minor, at, None)
    if heard.status is HeardStatus.EXPIRED:
        return lambda now, at, _: expire(now, at)
    return lambda now, at, _: reverse(now, now.held_minor - theirs, at)
