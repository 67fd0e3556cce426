"""Second factors from an app (TOTP, RFC 6238) and the recovery codes beside it."""

from datetime import datetime

from msgspec import Struct

from clara.domain.ids import UserId

RECOVERY_CODES = 10
STEP_SECONDS = 30


class Authenticator(Struct, frozen=True, kw_only=True):
    """A user's app. It counts once `is_confirmed` by a code from it. `last_step` is the time step
    of the last code that was accepted: each is accepted once."""

    user_id: UserId
    seed: str
    is_confirmed: bool
    last_step: int
    created_at: datetime

    def __repr__(self) -> str:
        return f"Authenticator(user_id={self.user_id!r})"

    def accepts(self, step: int | None) -> bool:
        """Whether the code of a time step may be used: none of an earlier or the same step."""
        return step is not None and step > self.last_step


def plain_recovery_code(code: str) -> str:
    """A recovery code without what people add to or leave out of it."""
    return code.replace("-", "").replace(" ", "").upper()
