"""The parts of the page that asks for consent."""

from collections.abc import Mapping, Sequence
from html import escape

from clara.application.accounts.ports import Affiliation
from clara.domain.credentials.scope import Scope


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


def decision(
    *,
    hidden: Mapping[str, str],
    choices: Sequence[str] = (),
    allow: str | None = None,
    deny: str | None = None,
    sign_out: str,
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
    return f'<form method="post" action="authorize-decide">{kept}{"".join(choices)}{buttons}</form>'
