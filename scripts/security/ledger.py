"""The ledger of OWASP's ASVS in security/asvs.toml, and the tables that docs/security.md shows of it."""

import tomllib
from collections import Counter
from typing import Any

from scripts.security import locks

LEDGER = locks.ROOT / "security" / "asvs.toml"
DOCUMENT = locks.ROOT / "docs" / "security.md"
STATUSES = ("met", "partly", "missing", "not_applicable")
CHAPTERS = {
    "V1": "Encoding and sanitisation",
    "V2": "Validation and business logic",
    "V3": "Browsers",
    "V4": "HTTP and APIs",
    "V5": "Files",
    "V6": "Authentication",
    "V7": "Sessions",
    "V8": "Authorization",
    "V9": "Signed tokens",
    "V10": "OAuth and OpenID Connect",
    "V11": "Cryptography",
    "V12": "Connections",
    "V13": "Configuration",
    "V14": "Data",
    "V15": "Code and dependencies",
    "V16": "Logs and errors",
    "V17": "WebRTC",
}


def requirements() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(LEDGER.read_text(encoding="utf-8"))["requirement"]
    return found


def chapter_of(requirement: dict[str, Any]) -> str:
    chapter: str = requirement["id"].partition(".")[0]
    return chapter


def shown(document: str) -> str:
    """`document` with both tables as they are now."""
    held = requirements()
    for mark, rows in (("asvs", _counts(held)), ("lacking", _lacking(held))):
        before, _, rest = document.partition(f"<!-- {mark} -->\n")
        _, end, after = rest.partition(f"<!-- /{mark} -->")
        document = "\n".join((f"{before}<!-- {mark} -->", *rows, f"{end}{after}"))
    return document


def write() -> None:
    DOCUMENT.write_text(shown(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")


def _counts(held: list[dict[str, Any]]) -> list[str]:
    counted = Counter((chapter_of(one), one["status"]) for one in held)
    rows = [
        _row(f"{chapter} {title}", *(counted[chapter, status] for status in STATUSES))
        for chapter, title in CHAPTERS.items()
    ]
    totals = Counter(one["status"] for one in held)
    heads = [_row("chapter", "met", "partly", "missing", "does not apply"), "|---|--:|--:|--:|--:|"]
    return [*heads, *rows, _row("all", *(totals[status] for status in STATUSES))]


def _lacking(held: list[dict[str, Any]]) -> list[str]:
    rows = [
        _row(one["id"], one["level"], one["title"], one["status"], one["remark"])
        for one in held
        if one["status"] in ("partly", "missing")
    ]
    return [_row("", "level", "what", "is", "because"), "|---|---|---|---|---|", *rows]


def _row(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"
