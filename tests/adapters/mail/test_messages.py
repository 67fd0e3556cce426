"""Every letter in every language: complete, the same in text and HTML, and deaf to what is smuggled
in with names."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest

from clara.adapters.mail.messages import Messages
from clara.adapters.mail.texts_en import ENGLISH
from clara.adapters.mail.texts_es import SPANISH
from clara.adapters.mail.texts_pt import PORTUGUESE
from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.companies.company import Role
from clara.domain.errors import ClaraError
from clara.domain.mail.letter import CodeLetter, Letter, PasswordChangedLetter
from tests.support.clock import NOW
from tests.support.letters import (
    CONTENTS,
    DIGITS,
    LINK_CODE,
    TOKEN,
    code_content,
    invitation_content,
    letter,
)

MESSAGES = Messages.of(mail_from="Clara <clara@example.org>", public_url="https://clara.example/")
JOINER = "\u2060"

languages = pytest.mark.parametrize("language", Language)
kinds = pytest.mark.parametrize("kind", CONTENTS)


class Seen(HTMLParser):
    """What a mail program would show, and what it would load or open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


def sent(one: Letter) -> EmailMessage:
    """As it arrives: written out and read again."""
    raw = MESSAGES.message(one, NOW).as_bytes(policy=SMTP)
    return cast("EmailMessage", message_from_bytes(raw, policy=SMTP))


def text_of(message: EmailMessage) -> str:
    return _part(message, "plain")


def html_of(message: EmailMessage) -> str:
    return _part(message, "html")


def _part(message: EmailMessage, kind: str) -> str:
    part: Any = message.get_body((kind,))
    content: str = part.get_content()
    return content.replace("\r\n", "\n")


def squeezed(text: str) -> str:
    return " ".join(text.replace(JOINER, "").split())


@languages
@kinds
def test_every_letter_is_whole_in_text_and_html(kind: str, language: Language) -> None:
    message = sent(letter(CONTENTS[kind], language=language))
    text, seen = text_of(message), Seen(html_of(message))
    assert message["Subject"]
    assert "Ana Torres" in text
    assert "Ana Torres" in seen.text
    for place in (message["Subject"], text, seen.text):
        assert not re.search(r"[{}]|%s|None", place)
    assert "https://clara.example" in text


@languages
@kinds
def test_text_and_html_say_the_same(kind: str, language: Language) -> None:
    message = sent(letter(CONTENTS[kind], language=language))
    shown = squeezed(Seen(html_of(message)).text)
    for sentence in text_of(message).removesuffix("\n").split("\n\n"):
        said = squeezed(sentence.removeprefix("-- \n"))
        if said.startswith("- "):
            assert all(item in shown for item in said.removeprefix("- ").split(" - "))
        elif ": https://clara.example/" in said:  # in HTML a link
            assert said.partition(": https")[0] in shown
        else:
            assert said in shown


@languages
def test_no_two_letters_have_the_same_words(language: Language) -> None:
    texts = {
        kind: text_of(sent(letter(content, language=language)))
        for kind, content in CONTENTS.items()
    }
    assert len(set(texts.values())) == len(texts)


@kinds
def test_every_language_has_words_of_its_own(kind: str) -> None:
    messages = [sent(letter(CONTENTS[kind], language=language)) for language in Language]
    assert len({message["Subject"] for message in messages}) == 3
    assert [message["Content-Language"] for message in messages] == ["en", "es", "pt"]
    for message, language in zip(messages, Language, strict=True):
        assert f'<html lang="{language}">' in html_of(message)


@languages
@pytest.mark.parametrize("purpose", CodePurpose)
def test_the_six_digits_stand_in_both_and_until_when(
    purpose: CodePurpose, language: Language
) -> None:
    message = sent(letter(code_content(purpose), language=language))
    for shown in (text_of(message), Seen(html_of(message)).text):
        assert DIGITS in shown
        assert "2026, 18:10 UTC" in squeezed(shown)
        assert DIGITS not in message["Subject"]


@languages
@pytest.mark.parametrize(
    ("purpose", "path"),
    [(CodePurpose.ACTIVATION, "/activate"), (CodePurpose.CHANGE_PASSWORD, "/reset-password")],
)
def test_links_lead_to_our_own_pages_with_address_and_long_code(
    purpose: CodePurpose, path: str, language: Language
) -> None:
    odd = "a+b&c=d#e@example.com"
    message = sent(letter(code_content(purpose), language=language, to=odd))
    [link] = Seen(html_of(message)).links
    assert link in text_of(message).splitlines()
    parts = urlsplit(link)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "clara.example", path)
    assert parse_qs(parts.query) == {"email": [odd], "code": [LINK_CODE]}


@languages
def test_a_sign_in_code_has_no_link_but_the_long_code_as_text(language: Language) -> None:
    message = sent(letter(code_content(CodePurpose.TWO_FACTOR_AUTH), language=language))
    seen = Seen(html_of(message))
    assert seen.links == []
    assert LINK_CODE in text_of(message).split()
    assert LINK_CODE in seen.text


@languages
@pytest.mark.parametrize("role", Role)
def test_an_invitation_says_who_invites_as_what_and_until_when(
    role: Role, language: Language
) -> None:
    message = sent(letter(invitation_content(role=role), language=language))
    words = {one.language: one for one in (ENGLISH, SPANISH, PORTUGUESE)}[language]
    for shown in (text_of(message), Seen(html_of(message)).text):
        said = squeezed(shown)
        for needed in ("Bruno Díaz", "Aurora Prueba", TOKEN, words.roles[role], "2026, 18:00 UTC"):
            assert needed in said
    assert Seen(html_of(message)).links == [f"https://clara.example/invitation?token={TOKEN}"]
    assert "Aurora Prueba" in message["Subject"]


@languages
def test_a_changed_password_lists_what_still_works(language: Language) -> None:
    names = ("API key", "Claude <Desktop>")
    content = PasswordChangedLetter(at=NOW, still_valid=names)
    message = sent(letter(content, language=language))
    assert [line for line in text_of(message).splitlines() if line.startswith("- ")] == [
        "- API key",
        "- Claude <Desktop>",
    ]
    assert "<li>API key</li><li>Claude &lt;Desktop&gt;</li>" in html_of(message)


@languages
@kinds
def test_html_loads_nothing_and_runs_nothing(kind: str, language: Language) -> None:
    seen = Seen(html_of(sent(letter(CONTENTS[kind], language=language))))
    assert seen.tags <= {"html", "head", "meta", "title", "body", "div", "p", "a", "ul", "li"}
    assert seen.attributes <= {"lang", "charset", "name", "content", "style", "href"}
    assert all(link.startswith("https://clara.example/") for link in seen.links)


MARKUP = "<script>alert(1)</script><img src=x onerror=y>\"'&{name}"


@languages
@kinds
def test_markup_in_names_is_shown_and_not_obeyed(kind: str, language: Language) -> None:
    content = CONTENTS[kind]
    if kind == "invitation":
        content = invitation_content(company_name=MARKUP, invited_by=MARKUP)
    if isinstance(content, PasswordChangedLetter):
        content = PasswordChangedLetter(at=NOW, still_valid=(MARKUP,))
    message = sent(letter(content, language=language, name=MARKUP))
    seen = Seen(html_of(message))
    assert {"script", "img"}.isdisjoint(seen.tags)
    assert squeezed(MARKUP) in squeezed(seen.text)
    assert squeezed(MARKUP) in squeezed(text_of(message))


@languages
def test_names_do_not_become_links(language: Language) -> None:
    lure = "Prize at https://evil.example/win or www.evil.example mail me@evil.example"
    content = invitation_content(company_name=lure, invited_by=lure)
    message = sent(letter(content, language=language, name=lure))
    for shown in (text_of(message), Seen(html_of(message)).text):
        assert "evil" in shown
        assert not re.search(r"evil\.example|://evil|www\.evil|@evil", shown)


HEADERS = [
    "Ana\r\nBcc: everybody@example.com",
    "Ana\nSubject: other\n\nbody",
    "Ana\u2028Bcc: x@example.com",
    "=?utf-8?q?Ana=0D=0ABcc=3A_x=40example=2Ecom?=",
    'Ana" <evil@example.com>, "x',
    "Pérez, Luis <evil@example.com>",
    "a" * 300 + "\r\nBcc: x@example.com",
]


@pytest.mark.parametrize("name", HEADERS, ids=range(len(HEADERS)))
def test_no_name_adds_a_header_or_a_recipient(name: str) -> None:
    content = invitation_content(company_name=name, invited_by=name)
    message = sent(letter(content, name=name))
    assert [one.addr_spec for one in message["To"].addresses] == ["ana.torres@example.com"]
    assert sorted(message.keys()) == [
        *("Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "MIME-Version"),
        *("Message-ID", "Subject", "To"),
    ]
    assert DIGITS not in str(message["Subject"])
    assert message.get_body(("html",)) is not None


@pytest.mark.parametrize(
    "name",
    [
        "Ana Torres",
        "José Ñandú Ibáñez",
        "O'Brien, Ana",
        'Ana "Nita" Torres',
        "Pérez, Luis (Ventas)",
        "山田 太郎",
    ],
)
def test_the_recipient_is_called_by_name(name: str) -> None:
    [to] = sent(letter(name=name))["To"].addresses
    assert (to.display_name, to.addr_spec) == (name, "ana.torres@example.com")


def test_a_long_name_is_folded_without_a_gap() -> None:
    name = "ñ" * 80
    raw = MESSAGES.message(letter(name=name), NOW).as_bytes(policy=SMTP)
    # The email package's newer reader puts blanks between encoded words; the older one follows
    # RFC 2047, 6.2, as mail programs do.
    to = str(make_header(decode_header(message_from_bytes(raw)["To"])))
    assert parseaddr(to) == (name, "ana.torres@example.com")


@pytest.mark.parametrize(
    "address", ["o'brien+x{}|~!#$%&*/=?^_`@ex-ample.co", "a..b@example.com", ".a.@example.com"]
)
def test_every_address_that_can_register_can_be_written_to(address: str) -> None:
    [to] = sent(letter(to=address))["To"].addresses
    assert f"{to.username}@{to.domain}" == address


@pytest.mark.parametrize(
    "address", ["a@b", "x@example.com\r\nRCPT TO:<y@example.com>", "a b@example.com", "é@ñ.com"]
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="not an e-mail address"):
        MESSAGES.message(letter(to=address), NOW)


def test_who_has_no_name_is_greeted_without_one() -> None:
    message = sent(letter(name=None))
    assert text_of(message).startswith("Hello,\n")
    assert message["To"] == "ana.torres@example.com"


def test_headers_tell_programs_what_they_need() -> None:
    one = letter()
    message = sent(one)
    assert message["From"] == "Clara <clara@example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"].datetime == NOW
    assert message["Message-ID"] == f"<{one.id}@example.org>"


def test_the_same_letter_is_the_same_message_again_but_for_its_boundary() -> None:
    one = letter()
    first, again = sent(one), sent(one)
    assert first["Message-ID"] == again["Message-ID"]
    assert (text_of(first), html_of(first)) == (text_of(again), html_of(again))


def test_lines_are_short_enough_for_any_server() -> None:
    content = CodeLetter(
        purpose=CodePurpose.ACTIVATION, code=DIGITS, link_code="x" * 64, minutes=10
    )
    raw = MESSAGES.message(letter(content, to=f"{'a' * 64}@{'b' * 60}.example.com"), NOW)
    assert max(len(line) for line in raw.as_bytes(policy=SMTP).split(b"\r\n")) <= 998
    assert raw.as_bytes(policy=SMTP).isascii()


def test_instants_are_told_in_utc() -> None:
    late = NOW + timedelta(hours=13)
    assert ENGLISH.at(late) == "21 November 2026, 07:00 UTC"
    assert SPANISH.at(late) == "21 de noviembre de 2026, 07:00 UTC"
    assert PORTUGUESE.at(late) == "21 de novembro de 2026, 07:00 UTC"


@pytest.mark.parametrize(
    "mail_from", ["", "Clara", "clara@", "Clara <clara@a\r\nBcc: x@y>", "a@b@c", "Clara <ñ@x.org>"]
)
def test_a_sender_that_is_no_address_is_refused(mail_from: str) -> None:
    with pytest.raises(ClaraError) as caught:
        Messages.of(mail_from=mail_from, public_url="https://clara.example")
    assert caught.value.code == "invalid_settings"
    assert "CLARA_MAIL_FROM" in caught.value.message
