"""What browsers are told they may do with a page of the console."""

from collections.abc import Sequence

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'"
)


def headers(form_targets: Sequence[str] = ()) -> dict[str, str]:
    """`form_targets` are origins of others that a form of this page ends at: browsers hold the
    redirect after a form to what `form-action` allows."""
    return {
        "content-security-policy": _POLICY.format(forms=" ".join(("'self'", *form_targets))),
        # Not `no-referrer`: forms would then be sent with `Origin: null`.
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
