"""Where a page of ours goes on to: only ever another page of ours."""

import re

_OWN = re.compile(r"/(?![/\\])[A-Za-z0-9/_\-.~%?=&+:]{0,4000}")


def own_path(text: str) -> str | None:
    """`text` when it is a path of this server (`/confirm?…`); None for anything that a browser
    could read as somebody else's address."""
    return text if _OWN.fullmatch(text) else None


def relative(path: str) -> str:
    """As seen from a page at the top, so that it works under a prefix of a proxy as well."""
    return path.lstrip("/") or "."
