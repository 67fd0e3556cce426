"""What browsers are told they may do with a page."""

from collections.abc import Sequence

_POLICY = (
    "default-src 'none'; {sources} form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
)
_BARE = "style-src 'self';"
_WHOLE = "script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"


def headers(form_targets: Sequence[str] = (), *, is_bare: bool) -> dict[str, str]:
    """A bare page runs no script. `form_targets` are origins of others that a form of this page ends
    at: browsers hold the redirect after a form to what `form-action` allows."""
    sources = _BARE if is_bare else _WHOLE
    return {
        "content-security-policy": _POLICY.format(
            sources=sources, forms=" ".join(("'self'", *form_targets))
        ),
        # Addresses hold codes, which nobody else gets. Not `no-referrer`: forms would then be sent
        # with `Origin: null`.
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "vary": "accept-language",
    }
