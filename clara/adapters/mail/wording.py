"""What the words of one language consist of. Texts hold `{fields}`, filled by `contents`."""

from dataclasses import dataclass
from datetime import UTC, datetime

from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.companies.company import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWords:
    """A one-time code. `link` is what the link says; a code without a link has `spare`, which
    introduces the long code as text."""

    subject: str
    lead: str
    link: str | None = None
    spare: str | None = None
    unasked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChangedWords:
    subject: str
    lead: str
    still_valid: str
    how_to_end: str
    none_valid: str
    not_you: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoFactorWords:
    """The second factor: by mail, by authenticator app, or off."""

    subject: str
    by_mail: str
    by_authenticator: str
    off: str
    not_you: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWords:
    subject: str
    lead: str
    role: str
    code: str
    link: str
    until: str
    how_to_accept: str
    unexpected: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookOffWords:
    subject: str
    lead: str
    what_now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptWords:
    subject: str
    lead: str
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Every letter in one language. `date` has `{day}`, `{month}`, `{year}` and `{time}`."""

    language: Language
    date: str
    months: tuple[str, ...]
    greeting: str
    greeting_without_name: str
    code_until: str
    footer: str
    roles: dict[Role, str]
    codes: dict[CodePurpose, CodeWords]
    password_changed: PasswordChangedWords
    two_factor: TwoFactorWords
    invitation: InvitationWords
    webhook_off: WebhookOffWords
    receipt: ReceiptWords

    def at(self, instant: datetime) -> str:
        """`instant` to the minute, in UTC."""
        utc = instant.astimezone(UTC)
        month = self.months[utc.month - 1]
        return self.date.format(day=utc.day, month=month, year=utc.year, time=f"{utc:%H:%M}")
