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
    action: str,
    *,
    hidden: Mapping[str, str],
    choices: Sequence[str],
    allow: str,
    deny: str,
    sign_out: str,
) -> str:
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in hidden.items()
    )
    return (
        f'<form method="post" action="{escape(action)}">{kept}{"".join(choices)}'
        f'<button type="submit" name="decision" value="allow">{escape(allow)}</button>'
        f'<button type="submit" name="decision" value="deny" class="quiet" formnovalidate>'
        f"{escape(deny)}</button>"
        f'<button type="submit" name="decision" value="sign-out" class="link" formnovalidate>'
        f"{escape(sign_out)}</button></form>"
    )
