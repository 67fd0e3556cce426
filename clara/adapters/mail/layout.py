"""Contents as plain text and as HTML: one column, no tables, no images, nothing from elsewhere."""

import textwrap
from html import escape

from clara.adapters.mail.contents import Block, Code, Contents, Items, Link, Paragraph
from clara.domain.accounts.language import Language

_WIDTH = 76

# Mail programs drop style sheets: every element carries its own.
_FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_BODY = f"margin:0;padding:24px 12px;background:#f4f5f7;color:#1c2230;{_FONT}"
_CARD = (
    "max-width:520px;margin:0 auto;padding:28px 24px;background:#ffffff;border:1px solid #dfe3ea;"
    "border-radius:12px"
)
_BRAND = "margin:0 0 20px;font-size:18px;font-weight:700;color:#14532d"
_TEXT = "margin:0 0 16px;font-size:16px;line-height:1.5"
_SMALL = (
    "margin:24px 0 0;padding-top:16px;border-top:1px solid #dfe3ea;font-size:13px;line-height:1.5;"
    "color:#5b6472"
)
_CODE = (
    "margin:0 0 16px;padding:12px 16px;background:#f4f5f7;border-radius:8px;font-size:20px;"
    "font-weight:700;line-height:1.4;font-family:ui-monospace,Menlo,Consolas,monospace;"
    "overflow-wrap:anywhere"
)
_LIST = "margin:0 0 16px;padding-left:24px;font-size:16px;line-height:1.5"
_BUTTON = (
    "display:inline-block;padding:12px 20px;background:#166534;color:#ffffff;border-radius:8px;"
    "font-size:16px;font-weight:600;text-decoration:none"
)
_PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>Clara</title>
</head>
<body style="{body}">
<div style="{card}">
<p style="{brand}">Clara</p>
{blocks}
</div>
</body>
</html>
"""


def plain_text(contents: Contents) -> str:
    """For programs and people that read no HTML; links and codes stand on lines of their own."""
    return "\n\n".join(_as_text(block) for block in contents.blocks) + "\n"


def html(contents: Contents, language: Language) -> str:
    """The same for everybody else. Everything that is filled in is escaped."""
    return _PAGE.format(
        language=language.value,
        body=_BODY,
        card=_CARD,
        brand=_BRAND,
        blocks="\n".join(_as_html(block) for block in contents.blocks),
    )


def _as_text(block: Block) -> str:
    match block:
        case Paragraph(text, is_small):
            lines = textwrap.fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
            # The mark before a signature (RFC 3676, 4.3).
            return f"-- \n{lines}" if is_small else lines
        case Code(text):
            return f"    {text}"
        case Link(label, url):
            return f"{label}:\n{url}"
        case Items(texts):
            return "\n".join(f"- {text}" for text in texts)


def _as_html(block: Block) -> str:
    match block:
        case Paragraph(text, is_small):
            return f'<p style="{_SMALL if is_small else _TEXT}">{escape(text)}</p>'
        case Code(text):
            return f'<p style="{_CODE}">{escape(text)}</p>'
        case Link(label, url):
            button = f'<a href="{escape(url)}" style="{_BUTTON}">{escape(label)}</a>'
            return f'<p style="{_TEXT}">{button}</p>'
        case Items(texts):
            items = "".join(f"<li>{escape(text)}</li>" for text in texts)
            return f'<ul style="{_LIST}">{items}</ul>'
