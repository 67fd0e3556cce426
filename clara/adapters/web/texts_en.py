"""Pages in English."""

from clara.adapters.web.wording import PageWords, Wording
from clara.domain.accounts.language import Language

ENGLISH = Wording(
    language=Language.EN,
    activate=PageWords(
        title="Activate your account",
        lead="One click, and your Clara account is ready.",
        button="Activate the account",
        done_title="Your account is active",
        done="You can sign in now. This page may be closed.",
    ),
    reset_password=PageWords(
        title="Set a new password",
        lead="All other sessions are signed out as soon as it is changed.",
        button="Change the password",
        done_title="Your password was changed",
        done="Sign in with the new one. All other sessions were signed out; API keys and MCP tokens"
        " go on working, and a mail lists them.",
    ),
    email="E-mail address",
    code="Code",
    code_hint="The six digits or the long code from the mail.",
    password="New password",  # noqa: S106 - a label
    password_hint="8 to 128 characters; several unrelated words are easy to remember.",  # noqa: S106 - a hint
    password_again="The new password again",  # noqa: S106 - a label
    errors={
        "unauthenticated": "This code is wrong, was used already or has expired. Ask for a new one.",
        "too_many_attempts": "There were too many wrong codes today. Use the link or the long code"
        " in the mail.",
        "weak_password": "This password is too easy to guess. Take at least 8 characters that are"
        " no common password, no row of keys and not your name or address.",
        "passwords_differ": "The two passwords are not the same.",
        "invalid_user_email": "This is not an e-mail address.",
        "invalid_code": "This is not a code from one of our mails.",
        "invalid_password": "A password has 8 to 128 characters.",
        "invalid_parameters": "Something in this form is missing or not as it should be.",
        "unsupported_media_type": "Please use the form on this page.",
        "body_too_large": "What was sent is too large for this form.",
        "rate_limited": "There were too many attempts from here.",
        "limits_unavailable": "This does not work just now. Try again in a few minutes.",
        "database_busy": "This does not work just now. Try again in a few minutes.",
        "database_unavailable": "This does not work just now. Try again in a few minutes.",
    },
    defect_title="Something went wrong",
    defect="If it happens again, tell whoever runs this service the number {request_id}.",
    wait="Try again in {minutes} min.",
)
