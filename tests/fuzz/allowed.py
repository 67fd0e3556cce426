"""What the fuzzer may meet although the document says nothing against it, and why.

A refusal is named by its code; `invalid_parameters` also by the field.
"""

REFUSALS: dict[str, str] = {}
"""Refusals of requests that are as their schemas say."""

NEVER: dict[str, str] = {
    "user.begin_google_sign_in": "Google is not configured where nothing but loopback is reached",
    "user.finish_google_sign_in": "Google is not configured: there is no sign-in to come back from",
    "user.sign_in_with_google": "Google is not configured: nobody signs id tokens",
}
"""Operations that can't succeed here."""
