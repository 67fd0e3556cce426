"""The `Accounts` port over SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import companies, memberships, users
from clara.adapters.persistence.upsert import insert_named
from clara.application.accounts.ports import Account, Accounts, Affiliation
from clara.domain.accounts.language import Language
from clara.domain.accounts.user import User, same_address
from clara.domain.companies.company import Role
from clara.domain.errors import NotFound
from clara.domain.instant import instant, microseconds

_USER = (
    *("id", "email", "first_name", "last_name", "is_active", "is_2fa_enabled", "is_dark_mode"),
    *("language", "credits", "created_at", "updated_at"),
)
_SECRETS = ("password_hash", "google_subject")
_CHANGING = (
    *("first_name", "last_name", "is_active", "is_2fa_enabled", "is_dark_mode", "language"),
    "updated_at",
)


def _account(row: Row) -> Account:
    values: dict[str, Any] = dict(zip((*_USER, *_SECRETS), row, strict=True))
    for name in ("is_active", "is_2fa_enabled", "is_dark_mode"):
        values[name] = bool(values[name])
    for name in ("created_at", "updated_at"):
        values[name] = instant(values[name])
    values["language"] = Language(values["language"])
    secrets = {name: values.pop(name) for name in _SECRETS}
    return Account(user=User(**values), **secrets)


def _by(column: str) -> Statement:
    query: Select[Any] = select(*(users.c[name] for name in (*_USER, *_SECRETS)))
    return Statement(query.where(users.c[column] == named("value")))


_BY_ID, _BY_EMAIL, _BY_GOOGLE = _by("id"), _by("email"), _by("google_subject")
_AFFILIATIONS = Statement(
    select(companies.c.id, companies.c.name, memberships.c.role, memberships.c.manager_user_id)
    .join_from(memberships, companies, companies.c.number == memberships.c.company_number)
    .where(memberships.c.user_id == named("user_id"))
    .order_by(companies.c.number)
)
_ADD = Statement(insert_named(users, (*_USER, *_SECRETS)))
_this = update(users).where(users.c.id == named("user_id"))
_SAVE = Statement(_this.values({name: named(name) for name in _CHANGING}))
_REPLACE_PASSWORD = Statement(
    _this.values(password_hash=named("password_hash"), updated_at=named("now"))
)
_LINK_GOOGLE = Statement(_this.values(google_subject=named("subject"), updated_at=named("now")))


@dataclass(frozen=True, slots=True)
class SqlAccounts(Accounts):
    session: Session

    async def of_id(self, user_id: str) -> Account | None:
        return await self._find(_BY_ID, user_id)

    async def of_email(self, email: str) -> Account | None:
        return await self._find(_BY_EMAIL, same_address(email))

    async def of_google(self, subject: str) -> Account | None:
        return await self._find(_BY_GOOGLE, subject)

    async def affiliations(self, user_id: str) -> tuple[Affiliation, ...]:
        async with self.session.looking() as connection:
            rows = await connection.rows(_AFFILIATIONS, user_id=user_id)
        return tuple(
            Affiliation(company_id=id, company_name=name, role=Role(role), manager_user_id=manager)
            for id, name, role, manager in rows
        )

    async def add(self, account: Account) -> None:
        user = account.user
        values: dict[str, Any] = {name: getattr(user, name) for name in _USER}
        values |= {
            "email": same_address(user.email),
            "language": user.language.value,
            "created_at": microseconds(user.created_at),
            "updated_at": microseconds(user.updated_at),
            "password_hash": account.password_hash,
            "google_subject": account.google_subject,
        }
        connection = await self.session.connection()
        await connection.change(_ADD, **values)

    async def save(self, user: User) -> None:
        values = {name: getattr(user, name) for name in _CHANGING}
        values |= {
            "language": user.language.value,
            "updated_at": microseconds(user.updated_at),
            "user_id": user.id,
        }
        connection = await self.session.connection()
        if await connection.change(_SAVE, **values) != 1:
            raise NotFound.of("user")

    async def replace_password(self, user_id: str, password_hash: str, now: datetime) -> None:
        connection = await self.session.connection()
        await connection.change(
            _REPLACE_PASSWORD,
            user_id=user_id,
            password_hash=password_hash,
            now=microseconds(now),
        )

    async def link_google(self, user_id: str, subject: str, now: datetime) -> None:
        connection = await self.session.connection()
        await connection.change(
            _LINK_GOOGLE, user_id=user_id, subject=subject, now=microseconds(now)
        )

    async def _find(self, statement: Statement, value: str) -> Account | None:
        async with self.session.looking() as connection:
            row = await connection.first(statement, value=value)
        return _account(row) if row else None
