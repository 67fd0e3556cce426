"""Letters in English."""

from clara.adapters.mail.wording import (
    CodeWords,
    InvitationWords,
    PasswordChangedWords,
    ReceiptWords,
    TwoFactorWords,
    WebhookOffWords,
    Wording,
)
from clara.domain.accounts.language import Language
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.companies.company import Role

_MONTHS = "January February March April May June July August September October November December"

ENGLISH = Wording(
    language=Language.EN,
    date="{day} {month} {year}, {time} UTC",
    months=tuple(_MONTHS.split()),
    greeting="Hello {name},",
    greeting_without_name="Hello,",
    code_until="It works once, within {minutes} minutes: until {until}. Give it to nobody; Clara"
    " never asks for it by phone, mail or chat.",
    footer="Sent by Clara at {public_url}. Replies to this mail are not read.",
    roles={
        Role.ADMINISTRATOR: "administrator",
        Role.BOOKKEEPER: "bookkeeper",
        Role.MANAGER: "manager",
        Role.EMPLOYEE: "employee",
    },
    codes={
        CodePurpose.ACTIVATION: CodeWords(
            subject="Activate your Clara account",
            lead="This code activates your account:",
            link="Activate the account",
            unasked="If you did not open an account, ignore this mail: without the code it stays"
            " inactive.",
        ),
        CodePurpose.CHANGE_PASSWORD: CodeWords(
            subject="Your code for a new password",
            lead="This code lets you set a new password:",
            link="Set a new password",
            unasked="If you did not ask for it, ignore this mail: your password stays as it is.",
        ),
        CodePurpose.TWO_FACTOR_AUTH: CodeWords(
            subject="Your sign-in code",
            lead="This code confirms that it is you:",
            spare="If the six digits are refused, paste this long code in their place:",
            unasked="If you did not just sign in or change your two-step verification, somebody may"
            " know your password: change it.",
        ),
    },
    password_changed=PasswordChangedWords(
        subject="Your password was changed",
        lead="The password of your Clara account was changed on {at}. All other sessions were"
        " signed out.",
        still_valid="These keys and tokens go on working:",
        how_to_end="To end one you do not recognize, reset your API key or revoke the MCP token. An"
        " administrator of the company can revoke its tokens too.",
        none_valid="No API key and no MCP token of yours is in use.",
        not_you="If it was not you: ask for a code for a new password right away, set one nobody"
        " knows, and end all keys and tokens. Then tell an administrator of your company.",
    ),
    two_factor=TwoFactorWords(
        subject="Your two-step verification was changed",
        by_mail="On {at} two-step verification was switched on: signing in takes your password and a"
        " code sent to this address.",
        by_authenticator="On {at} two-step verification was switched to an authenticator app:"
        " signing in takes your password and a code from the app, or one of your recovery codes.",
        off="On {at} two-step verification was switched off: signing in takes only your password.",
        not_you="If it was not you: change your password right away, check two-step verification,"
        " and tell an administrator of your company.",
    ),
    invitation=InvitationWords(
        subject="Invitation to {company}",
        lead="{invited_by} invites you to work with the company cards of {company} in Clara.",
        role="Your role: {role}",
        code="Your invitation code:",
        link="Accept the invitation",
        until="It works once, until {until}.",
        how_to_accept="Sign in or register at {public_url} with this e-mail address, then accept the"
        " invitation with this code.",
        unexpected="If you do not know who invites you, ignore this mail.",
    ),
    webhook_off=WebhookOffWords(
        subject="A webhook was switched off",
        lead="Clara tells programs of {company} what happens to its cards. Since {since} nothing has"
        " arrived at {host}, so this webhook is off now.",
        what_now="Once the receiver is back, switch the webhook on again through the API of"
        " {public_url} and have what was given up sent again.",
    ),
    receipt=ReceiptWords(
        subject="A receipt was submitted",
        lead="{submitted_by} submitted a receipt at {company}: {amount} at {merchant}, charged on {at}.",
        where="It is beside the card transaction in {public_url}.",
    ),
)
