"""What the words of one language consist of, on our own pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from clara.domain.accounts.language import Language
from clara.domain.credentials.scope import Scope
from clara.domain.credits.purchase import PurchaseStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """One page: before its form was sent, and once what it is for is done."""

    title: str
    lead: str
    button: str
    done_title: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectWords:
    """Where a person decides about a program. `{client}` is what it calls itself, `{name}` the
    person's name. `publisher` stands before the host that answers for the program, `here` is where
    a program on the person's own computer is, of which `loopback` warns."""

    sign_in_title: str
    sign_in_lead: str
    sign_in_button: str
    google: str
    password: str
    code_hint: str
    wrong: str
    title: str
    lead: str
    publisher: str
    where: str
    here: str
    loopback: str
    company: str
    scopes: str
    rails: str
    ask_first: str
    allow: str
    again: str
    deny: str
    sign_out: str
    nobody_title: str
    nobody: str
    stopped: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmWords:
    """Where a person answers an assistant's question. `{assistant}` is what its token is called,
    `{card}` how a person would name the card."""

    title: str
    lead: str
    card: str
    company: str
    locked_by: str
    consequence: str
    allow: str
    deny: str
    done_title: str
    done: str
    denied_title: str
    denied: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginWords:
    """After signing in, where nothing else was asked for."""

    done_title: str
    done: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutWords:
    """The sandbox's pages, which stand in for a payment provider's, and where people come back to.
    `closed` says what became of a checkout."""

    title: str
    sandbox: str
    amount: str
    credits: str
    pay: str
    fail: str
    cancel: str
    closed_title: str
    closed: Mapping[PurchaseStatus, str]
    portal_title: str
    portal: str
    returned_title: str
    returned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadWords(PageWords):
    """Where a person sends a file that an assistant asked for. `file` stands beside the field."""

    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """`errors` are sentences by the error's code, for a field by `invalid_<field>`. `defect` holds
    `{request_id}`, `wait` holds `{minutes}`."""

    language: Language
    activate: PageWords
    reset_password: PageWords
    connect: ConnectWords
    confirm: ConfirmWords
    login: LoginWords
    checkout: CheckoutWords
    upload: UploadWords
    scopes: Mapping[Scope, str]
    email: str
    code: str
    code_hint: str
    password: str
    password_hint: str
    password_again: str
    errors: Mapping[str, str]
    defect_title: str
    defect: str
    wait: str
