"""The parts of the page that asks for consent."""

from collections.abc import Mapping, Sequence
from html import escape

from clara.application.accounts.ports import Affiliation
from clara.domain.credentials.guard import Unlocking
from clara.domain.credentials.scope import Scope

ASK_FIRST = "ask-first"


def facts(label: str, value: str) -> str:
    return f'<p class="fact"><span>{escape(label)}</span> <strong>{escape(value)}</strong></p>'


def company_choice(legend: str, places: Sequence[Affiliation], chosen: str | None) -> str:
    """One company; the one chosen before is first choice again."""
    first = chosen if any(one.company_id == chosen for one in places) else places[0].company_id
    options = "".join(
        f'<label class="option"><input type="radio" name="company_id" required'
        f' value="{escape(one.company_id)}"{" checked" if one.company_id == first else ""}>'
        f" {escape(one.company_name)}</label>"
        for one in places
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{options}</fieldset>"


def scope_choice(
    legend: str, words: Mapping[Scope, str], asked: Sequence[Scope], chosen: Sequence[Scope]
) -> str:
    options = "".join(
        f'<label class="option"><input type="checkbox" name="scope:{escape(scope.value)}"'
        f' value="on"{" checked" if scope in chosen else ""}> {escape(words[scope])}</label>'
        for scope in asked
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{options}</fieldset>"


def ask_first_choice(legend: str, label: str, before: Unlocking) -> str:
    """Unticked as long as nobody chose otherwise: locking and unlocking act at once."""
    ticked = " checked" if before is Unlocking.CONFIRMED else ""
    option = (
        f'<label class="option"><input type="checkbox" name="{ASK_FIRST}" value="on"{ticked}>'
        f" {escape(label)}</label>"
    )
    return f"<fieldset><legend>{escape(legend)}</legend>{option}</fieldset>"


def decision(
    action: str,
    *,
    hidden: Mapping[str, str],
    choices: Sequence[str] = (),
    allow: str | None = None,
    deny: str | None = None,
    sign_out: str | None = None,
) -> str:
    """One form with a button for each way on that there is."""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    ways = (
        ("allow", allow, ""),
        ("deny", deny, ' class="quiet" formnovalidate'),
        ("sign-out", sign_out, ' class="link" formnovalidate'),
    )
    buttons = "".join(
        f'<button type="submit" name="decision" value="{value}"{more}>{escape(label)}</button>'
        for value, label, more in ways
        if label is not None
    )
    return f'<form method="post" action="{escape(action)}">{kept}{"".join(choices)}{buttons}</form>'
