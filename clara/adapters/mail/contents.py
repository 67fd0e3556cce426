"""What a letter says, as a few blocks in its language; how they look is `layout`'s."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

from clara.adapters.mail.texts_en import ENGLISH
from clara.adapters.mail.texts_es import SPANISH
from clara.adapters.mail.texts_pt import PORTUGUESE
from clara.adapters.mail.wording import Wording
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.mail.letter import (
    CodeLetter,
    InvitationLetter,
    Letter,
    PasswordChangedLetter,
    ReceiptLetter,
    TwoFactorLetter,
    WebhookOffLetter,
)
from clara.domain.text import clean

WORDINGS = {one.language: one for one in (ENGLISH, SPANISH, PORTUGUESE)}

_PAGES = {CodePurpose.ACTIVATION: "activate", CodePurpose.CHANGE_PASSWORD: "reset-password"}
_MAX_NAME, _MAX_COMPANY, _MAX_CREDENTIALS = 80, 120, 50
_LINKS_ITSELF = re.compile(r"([.:/@])(?=\w)")
_WORD_JOINER = "\u2060"


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """To be copied."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Items:
    texts: tuple[str, ...]


Block = Paragraph | Code | Link | Items


@dataclass(frozen=True, slots=True)
class Contents:
    subject: str
    blocks: tuple[Block, ...]


def contents_of(letter: Letter, posted_at: datetime, public_url: str) -> Contents:
    """What `letter` says. Codes are valid from `posted_at` on."""
    words = WORDINGS[letter.language]
    greeting = words.greeting_without_name
    if letter.name and (name := _harmless(letter.name, _MAX_NAME)):
        greeting = words.greeting.format(name=name)
    subject, body = _said(letter, words, posted_at, public_url)
    footer = Paragraph(words.footer.format(public_url=public_url), is_small=True)
    return Contents(subject, (Paragraph(greeting), *body, footer))


def _said(
    letter: Letter, words: Wording, posted_at: datetime, public_url: str
) -> tuple[str, Iterator[Block]]:
    """Subject, and what stands between greeting and footer."""
    content = letter.content
    match content:
        case CodeLetter():
            subject = words.codes[content.purpose].subject
            return subject, _code(content, letter.to, words, posted_at, public_url)
        case PasswordChangedLetter():
            return words.password_changed.subject, _password_changed(content, words)
        case TwoFactorLetter():
            return words.two_factor.subject, _two_factor(content, words)
        case InvitationLetter():
            company = clean(content.company_name, _MAX_COMPANY)
            subject = words.invitation.subject.format(company=company)
            return subject, _invitation(content, words, public_url)
        case ReceiptLetter():
            return words.receipt.subject, _receipt(content, words, public_url)
        case WebhookOffLetter():
            return words.webhook_off.subject, _webhook_off(content, words, public_url)


def _code(
    letter: CodeLetter, to: str, words: Wording, posted_at: datetime, public_url: str
) -> Iterator[Block]:
    said = words.codes[letter.purpose]
    yield Paragraph(said.lead)
    yield Code(letter.code)
    if said.link is not None:
        query = urlencode({"email": to, "code": letter.link_code}, quote_via=quote)
        yield Link(said.link, f"{public_url}/{_PAGES[letter.purpose]}?{query}")
    if said.spare is not None:
        yield Paragraph(said.spare)
        yield Code(letter.link_code)
    until = words.at(posted_at + timedelta(minutes=letter.minutes))
    yield Paragraph(words.code_until.format(minutes=letter.minutes, until=until))
    yield Paragraph(said.unasked)


def _password_changed(letter: PasswordChangedLetter, words: Wording) -> Iterator[Block]:
    said = words.password_changed
    yield Paragraph(said.lead.format(at=words.at(letter.at)))
    if letter.still_valid:
        shown = [_harmless(name, _MAX_NAME) for name in letter.still_valid[:_MAX_CREDENTIALS]]
        more = len(letter.still_valid) - len(shown)
        yield Paragraph(said.still_valid)
        yield Items((*shown, *([f"… +{more}"] if more else [])))
        yield Paragraph(said.how_to_end)
    else:
        yield Paragraph(said.none_valid)
    yield Paragraph(said.not_you)


def _two_factor(letter: TwoFactorLetter, words: Wording) -> Iterator[Block]:
    said = words.two_factor
    on = said.by_authenticator if letter.by_authenticator else said.by_mail
    yield Paragraph((on if letter.is_enabled else said.off).format(at=words.at(letter.at)))
    yield Paragraph(said.not_you)


def _invitation(letter: InvitationLetter, words: Wording, public_url: str) -> Iterator[Block]:
    said = words.invitation
    company = _harmless(letter.company_name, _MAX_COMPANY)
    invited_by = _harmless(letter.invited_by, _MAX_NAME)
    yield Paragraph(said.lead.format(invited_by=invited_by, company=company))
    yield Paragraph(said.role.format(role=words.roles[letter.role]))
    yield Paragraph(said.code)
    yield Code(letter.token)
    yield Link(said.link, f"{public_url}/invitation?{urlencode({'token': letter.token})}")
    yield Paragraph(said.until.format(until=words.at(letter.expires_at)))
    yield Paragraph(said.how_to_accept.format(public_url=public_url))
    yield Paragraph(said.unexpected)


def _webhook_off(letter: WebhookOffLetter, words: Wording, public_url: str) -> Iterator[Block]:
    said = words.webhook_off
    yield Paragraph(
        said.lead.format(
            company=_harmless(letter.company_name, _MAX_COMPANY),
            host=_harmless(letter.host, _MAX_COMPANY),
            since=words.at(letter.since),
        )
    )
    yield Paragraph(said.what_now.format(public_url=public_url))


def _receipt(letter: ReceiptLetter, words: Wording, public_url: str) -> Iterator[Block]:
    said = words.receipt
    yield Paragraph(
        said.lead.format(
            submitted_by=_harmless(letter.submitted_by, _MAX_NAME),
            company=_harmless(letter.company_name, _MAX_COMPANY),
            merchant=_harmless(letter.merchant, _MAX_COMPANY),
            amount=letter.amount,
            at=words.at(letter.at),
        )
    )
    yield Paragraph(said.where.format(public_url=public_url))


def _harmless(name: str, limit: int) -> str:
    """A name that mail programs do not turn into a link: whoever opens an account under a
    stranger's address chooses what that stranger is called in our mail."""
    return _LINKS_ITSELF.sub(rf"\1{_WORD_JOINER}", clean(name, limit))
