"""What Clara writes to people. The words, in three languages, are the mail adapter's."""

from datetime import datetime

from msgspec import Struct

from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.companies.company import Role


class CodeLetter(Struct, frozen=True, kw_only=True, tag=True):
    """A one-time code: six digits, and the long code for the link."""

    purpose: CodePurpose
    code: str
    link_code: str
    minutes: int

    def __repr__(self) -> str:
        return f"CodeLetter(purpose={self.purpose.value!r})"


class PasswordChangedLetter(Struct, frozen=True, kw_only=True, tag=True):
    """The password was changed; `still_valid` names the keys and tokens that go on working."""

    at: datetime
    still_valid: tuple[str, ...]


class TwoFactorLetter(Struct, frozen=True, kw_only=True, tag=True):
    """The second factor is another: by mail, by app, or off."""

    at: datetime
    is_enabled: bool
    by_authenticator: bool


class InvitationLetter(Struct, frozen=True, kw_only=True, tag=True):
    """Somebody is invited to join a company; `token` accepts it."""

    company_name: str
    invited_by: str
    role: Role
    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        return f"InvitationLetter(company_name={self.company_name!r})"


class WebhookOffLetter(Struct, frozen=True, kw_only=True, tag=True):
    """A webhook of the company was switched off: nothing arrived at `host` since then."""

    company_name: str
    host: str
    since: datetime


class ReceiptLetter(Struct, frozen=True, kw_only=True, tag=True):
    """Somebody submitted a receipt for a card transaction; `amount` is written out."""

    company_name: str
    submitted_by: str
    merchant: str
    amount: str
    at: datetime


LetterContent = (
    CodeLetter
    | PasswordChangedLetter
    | TwoFactorLetter
    | InvitationLetter
    | WebhookOffLetter
    | ReceiptLetter
)


class Letter(Struct, frozen=True, kw_only=True):
    """One mail to one person. It is sealed wherever it waits: it may hold a code."""

    id: str
    to: str
    name: str | None
    language: Language
    content: LetterContent

    def __repr__(self) -> str:
        return f"Letter(id={self.id!r}, content={type(self.content).__name__})"
