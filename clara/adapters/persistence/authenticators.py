"""The `Authenticators` port over SQL. Marks of what was used commit on their own."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, true, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import authenticators, recovery_codes
from clara.adapters.persistence.upsert import insert_named
from clara.application.accounts.ports import Authenticators
from clara.application.ports import Vault
from clara.domain.accounts.authenticator import Authenticator, plain_recovery_code
from clara.domain.instant import instant, microseconds

_SEED = "totp seed"
_COLUMNS = ("user_id", "seed", "is_confirmed", "last_step", "created_at")
_mine = authenticators.c.user_id == named("user_id")
_FIND = Statement(select(*(authenticators.c[name] for name in _COLUMNS)).where(_mine))
_ADD = Statement(insert_named(authenticators, _COLUMNS))
_REMOVE = Statement(delete(authenticators).where(_mine))
_CONFIRM = Statement(update(authenticators).where(_mine).values(is_confirmed=true()))
_USE = Statement(
    update(authenticators)
    .where(_mine, authenticators.c.last_step < named("step"))
    .values(last_step=named("step"))
)
_unused = (recovery_codes.c.user_id == named("user_id"), recovery_codes.c.used_at.is_(None))
_ADD_CODE = Statement(insert_named(recovery_codes, ("user_id", "digest")))
_REMOVE_CODES = Statement(
    delete(recovery_codes).where(recovery_codes.c.user_id == named("user_id"))
)
_USE_CODE = Statement(
    update(recovery_codes)
    .where(*_unused, recovery_codes.c.digest == named("digest"))
    .values(used_at=named("now"))
)


@dataclass(frozen=True, slots=True)
class SqlAuthenticators(Authenticators):
    session: Session
    vault: Vault

    async def of_user(self, user_id: str) -> Authenticator | None:
        async with self.session.looking() as connection:
            row = await connection.first(_FIND, user_id=user_id)
        if row is None:
            return None
        return Authenticator(
            user_id=row[0],
            seed=self.vault.open(bytes(row[1]), _SEED).decode(),
            is_confirmed=bool(row[2]),
            last_step=row[3],
            created_at=instant(row[4]),
        )

    async def put(self, authenticator: Authenticator, recovery_codes: tuple[str, ...]) -> None:
        connection = await self.session.connection()
        user_id = authenticator.user_id
        await self.remove(user_id)
        await connection.change(
            _ADD,
            user_id=user_id,
            seed=self.vault.seal(authenticator.seed.encode(), _SEED),
            is_confirmed=authenticator.is_confirmed,
            last_step=authenticator.last_step,
            created_at=microseconds(authenticator.created_at),
        )
        digests = [_digest(code) for code in recovery_codes]
        await connection.change_many(
            _ADD_CODE, [{"user_id": user_id, "digest": digest} for digest in digests]
        )

    async def confirm(self, user_id: str) -> None:
        connection = await self.session.connection()
        await connection.change(_CONFIRM, user_id=user_id)

    async def remove(self, user_id: str) -> None:
        connection = await self.session.connection()
        await connection.change(_REMOVE_CODES, user_id=user_id)
        await connection.change(_REMOVE, user_id=user_id)

    async def use(self, user_id: str, step: int) -> bool:
        async with self.session.apart() as connection:
            return await connection.change(_USE, user_id=user_id, step=step) == 1

    async def use_recovery_code(self, user_id: str, code: str, now: datetime) -> bool:
        values = {"user_id": user_id, "digest": _digest(code), "now": microseconds(now)}
        async with self.session.apart() as connection:
            return await connection.change(_USE_CODE, **values) == 1


def _digest(code: str) -> bytes:
    """80 random bits can't be searched through: a plain digest will do, and outlives a change of
    the secret key."""
    return hashlib.sha256(b"recovery code " + plain_recovery_code(code).encode()).digest()
