"""What the words of one language consist of, on our own pages."""

from collections.abc import Mapping
from dataclasses import dataclass

from clara.domain.accounts.language import Language
from clara.domain.credentials.scope import Scope


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
    allow: str
    again: str
    deny: str
    sign_out: str
    nobody_title: str
    nobody: str
    stopped: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """`errors` are sentences by the error's code, for a field by `invalid_<field>`. `defect` holds
    `{request_id}`, `wait` holds `{minutes}`."""

    language: Language
    activate: PageWords
    reset_password: PageWords
    connect: ConnectWords
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
