"""What whoever asked should know of how the question was understood."""

from enum import StrEnum

from msgspec import Struct


class NoticeCode(StrEnum):
    """Why a language model that was asked has no part in an answer: rules alone made it."""

    MODEL_SLOW = "model_slow"
    """It took longer than it may."""
    MODEL_AWAY = "model_away"
    """No connection, or its server failed."""
    MODEL_REFUSED = "model_refused"
    """Its server did not accept the request: the key, the model's name, or too many requests."""
    MODEL_LIMIT = "model_limit"
    """It wanted more tokens than it may."""
    MODEL_NOT_UNDERSTOOD = "model_not_understood"
    """What it said is no plan, or one that the question does not bear out."""
    NOT_LOOKED_THROUGH = "not_looked_through"
    """The question has more rows than are looked through for findings; no model had to do with it."""


class Notice(Struct, frozen=True, kw_only=True):
    """`text` is the code in the answer's language."""

    code: NoticeCode
    text: str
