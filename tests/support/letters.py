"""Letters of every kind, and the box they wait in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from clara.adapters.persistence.database import Database, Session
from clara.adapters.persistence.letters import LetterBox, SqlMail
from clara.adapters.system.vault import AesVault
from clara.application.ports import Clock, Mail
from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.companies.company import Role
from clara.domain.mail.letter import (
    CodeLetter,
    InvitationLetter,
    Letter,
    LetterContent,
    PasswordChangedLetter,
    ReceiptLetter,
    TwoFactorLetter,
    WebhookOffLetter,
)
from tests.support.builders import IDS
from tests.support.clock import NOW

VAULT = AesVault(b"a key of the tests that has thirty-two bytes or more")
DIGITS, LINK_CODE, TOKEN = "421973", "q7Zx0mVb3LkT9sWc2RyUfA", "inv0Kd83mZqPx72LtYw5"


def code_content(purpose: CodePurpose = CodePurpose.ACTIVATION) -> CodeLetter:
    return CodeLetter(purpose=purpose, code=DIGITS, link_code=LINK_CODE, minutes=10)


def invitation_content(**changes: Any) -> InvitationLetter:
    values: dict[str, Any] = {
        "company_name": "Aurora Prueba",
        "invited_by": "Bruno Díaz",
        "role": Role.BOOKKEEPER,
        "token": TOKEN,
        "expires_at": NOW + timedelta(days=7),
    }
    return InvitationLetter(**(values | changes))


CONTENTS: dict[str, LetterContent] = {
    **{purpose.value.lower(): code_content(purpose) for purpose in CodePurpose},
    "password_changed": PasswordChangedLetter(at=NOW, still_valid=("API key", "Claude Desktop")),
    "password_changed_no_keys": PasswordChangedLetter(at=NOW, still_valid=()),
    "two_factor_by_mail": TwoFactorLetter(at=NOW, is_enabled=True, by_authenticator=False),
    "two_factor_by_app": TwoFactorLetter(at=NOW, is_enabled=True, by_authenticator=True),
    "two_factor_off": TwoFactorLetter(at=NOW, is_enabled=False, by_authenticator=False),
    "invitation": invitation_content(),
    "receipt": ReceiptLetter(
        company_name="Aurora Prueba",
        submitted_by="Luis Pérez",
        merchant="OXXO CENTRO",
        amount="120.50 MXN",
        at=NOW,
    ),
    "webhook_off": WebhookOffLetter(
        company_name="Aurora Prueba", host="erp.example.com", since=NOW
    ),
}


def letter(content: LetterContent | None = None, **changes: Any) -> Letter:
    """A code for activation to Ana, in English."""
    values: dict[str, Any] = {
        "id": IDS.new("letter"),
        "to": "ana.torres@example.com",
        "name": "Ana Torres",
        "language": Language.EN,
        "content": content or code_content(),
    }
    return Letter(**(values | changes))


@asynccontextmanager
async def posting(database: Database, clock: Clock) -> AsyncIterator[Mail]:
    """The mail of one operation, which commits at the end."""
    session = Session(database)
    session.write()
    try:
        yield SqlMail(session, VAULT, clock)
        await session.commit()
    finally:
        await session.close()


async def post(database: Database, clock: Clock, *letters: Letter) -> None:
    async with posting(database, clock) as mail:
        for one in letters:
            await mail.post(one)


def box_of(database: Database, clock: Clock) -> LetterBox:
    return LetterBox(database, VAULT, clock)
