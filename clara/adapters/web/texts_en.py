"""Pages in English."""

from clara.adapters.web.wording import ConnectWords, PageWords, Wording
from clara.domain.accounts.language import Language
from clara.domain.credentials.scope import Scope

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
    connect=ConnectWords(
        sign_in_title="Sign in to Clara",
        sign_in_lead="{client} wants to work with your company’s cards. Sign in to decide.",
        sign_in_button="Sign in",
        google="Continue with Google",
        password="Password",  # noqa: S106 - a label
        code_hint="From your authenticator app or a recovery code; else ask for one by mail.",
        wrong="Address, password or code is wrong.",
        title="Connect {client}?",
        lead="{name}, the program that calls itself “{client}” asks to act in your name. Only go on if you have just asked it to.",
        publisher="Published by",
        where="You will be sent to",
        here="a program on this computer",
        loopback="Any program on this computer could say that it is “{client}”. Go on only if you started it yourself just now.",
        company="Company",
        scopes="It may",
        allow="Allow",
        again="Allow as before",
        deny="Decline",
        sign_out="Sign in as somebody else",
        nobody_title="You can’t connect programs",
        nobody="{name}, programs are connected by administrators and bookkeepers of a company; you are neither.",
        stopped="This does not go on",
    ),
    scopes={
        Scope.CARDS_READ: "see cards",
        Scope.CARDS_WRITE: "lock and unlock cards",
        Scope.TRANSACTIONS_READ: "see card transactions and sums",
        Scope.TRANSACTIONS_WRITE: "import card transactions",
        Scope.ACTIVITY_READ: "see the activity log",
        Scope.CREDITS_READ: "see your prepaid credits",
        Scope.CREDITS_BUY: "begin to buy credits",
        Scope.ANALYSIS_RUN: "ask the analyst",
        Scope.TASKS_READ: "see your tasks",
    },
    email="E-mail address",
    code="Code",
    code_hint="The six digits or the long code from the mail.",
    password="New password",  # noqa: S106 - a label
    password_hint="8 to 128 characters; several unrelated words are easy to remember.",  # noqa: S106 - a hint
    password_again="The new password again",  # noqa: S106 - a label
    errors={
        "invalid_client": "This program is not registered here, or no longer. Connect it again from its own settings.",
        "invalid_redirect_uri": "The program wants to send you to an address that it did not register. Don’t go on; tell whoever runs it.",
        "invalid_client_document": "What this program publishes about itself is not in order. Tell whoever runs it:",
        "client_document_unavailable": "The page where this program says who it is can’t be read. Try again later, or tell whoever runs it.",
        "second_factor_required": "One more step: the code of your second factor.",
        "google_flow_lost": "Signing in with Google took too long, or began in another window. Begin it again.",
        "google_code_refused": "You were not signed in with Google. Try again, or use your password.",
        "google_unavailable": "Google does not answer just now. Try again, or use your password.",
        "google_not_configured": "Signing in with Google is switched off here. Use your password.",
        "google_email_unverified": "Google has not verified your address. Verify it there first.",
        "account_not_verified": "An account with your address waits to be activated. Use the code in our mail, then sign in with Google.",
        "google_account_not_linked": "Your address has an account that this Google account can’t sign in to. Use its password.",
        "invalid_cursor": "This page is too old. Begin again in the program.",
        "role_not_allowed": "Your role in this company does not allow it.",
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
