"""Our own pages as HTML. Everything that is filled in is escaped."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from clara.domain.accounts.language import Language

# Addresses are relative, so that pages work under a prefix of a proxy as well.
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} · Clara</title>
<link rel="stylesheet" href="{root}assets/pages.css">
</head>
<body>
<main>
<p class="brand">Clara</p>
<h1>{title}</h1>
{content}
</main>
</body>
</html>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """An input. Without a label it is hidden."""

    name: str
    type: str = "text"
    label: str | None = None
    value: str = ""
    hint: str | None = None
    autocomplete: str = "off"
    max_length: int
    min_length: int = 1


def page(language: Language, title: str, *content: str, root: str = "") -> str:
    """`root` is the way up from a page that is not at the top: `../`."""
    return _PAGE.format(
        language=language.value, title=escape(title), content="\n".join(content), root=root
    )


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def alert(text: str) -> str:
    """Read out at once by screen readers."""
    return f'<p class="error" role="alert">{escape(text)}</p>'


def link_button(where: str, text: str) -> str:
    """For going somewhere else to do the same."""
    return f'<p><a class="button" href="{escape(where)}">{escape(text)}</a></p>'


def form(action: str, fields: Sequence[Field], button: str) -> str:
    inputs = "\n".join(_input(field) for field in fields)
    # No token against forged requests (CSRF): there is no session that another site could use. What
    # proves the request is the code from the mail, and another site does not have it.
    return (
        f'<form method="post" action="{escape(action)}">\n{inputs}\n'
        f'<button type="submit">{escape(button)}</button>\n</form>'
    )


def _input(field: Field) -> str:
    name, value = escape(field.name), escape(field.value)
    if field.label is None:
        return f'<input type="hidden" name="{name}" value="{value}">'
    described = f' aria-describedby="{name}-hint"' if field.hint else ""
    hint = f'<span class="hint" id="{name}-hint">{escape(field.hint)}</span>' if field.hint else ""
    return (
        f'<div class="field"><label for="{name}">{escape(field.label)}</label>'
        f'<input id="{name}" name="{name}" type="{escape(field.type)}" value="{value}" required'
        f' minlength="{field.min_length}" maxlength="{field.max_length}"'
        f' autocomplete="{escape(field.autocomplete)}" autocapitalize="none" spellcheck="false"'
        f"{described}>{hint}</div>"
    )
