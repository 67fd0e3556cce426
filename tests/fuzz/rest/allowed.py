"""What the fuzzer may meet although the document says nothing against it, and why.

A refusal is named by its code; `invalid_parameters` by the field and what is wrong with it, or by
how that begins where it ends in a blank, or by how it ends where it begins with a colon.
"""

REFUSALS = {
    "amount_unknown": "whether a charge says its cost depends on the card's currency",
    "attachment_too_large": "a file is any bytes, also such as take too much to read",
    "attachment_unreadable": "a file is any bytes, also none",
    "attachment_unsupported": "a file is any bytes, also such as are no document",
    "clock_too_late": "a clock that is far ahead can't be moved as far again",
    "company_required": "whether the company may be left out depends on how many the caller has",
    "empty_file": "a file is any bytes, also none",
    "header_not_found": "a file is any bytes, also such as hold no statement",
    "idempotency_key_reused": "the same key came with two requests",
    "invalid_amount": "how many decimals there may be depends on the currency",
    "invalid_controls": "hours and days come in pairs, and what is allowed can't be blocked",
    "invalid_country": "two letters may name no country of ISO 3166-1",
    "invalid_currency": "three letters may name no currency of ISO 4217",
    "invalid_cursor": "a cursor is signed here; a made-up text is none",
    "invalid_expiry": "an instant may have passed, or lie too far ahead",
    "invalid_name": "a name may hold nothing that can be seen",
    "invalid_period": "days may be in the wrong order, and a text name no period",
    "invalid_tax_id": "the rules and check digits of a country's tax ids are no pattern",
    "invalid_webhook_url": "a text may be no address",
    "invalid_time_zone": "a text may name no zone of the IANA database",
    "replay_needs_one": "one of two fields, which no flat schema of optional fields says",
    "too_many_tasks": "how many tasks may wait depends on what was asked before",
    "unknown_category": "a list of words in one text",
    "unknown_door": "a list of words in one text",
    "unknown_outcome": "a list of words in one text",
    "unknown_status": "a list of words in one text",
    "unknown_type": "a list of words in one text",
    "unreadable_file": "a file is any bytes, also such as hold no statement",
    "user_exists": "somebody registered with the address before",
    "weak_password": "some passwords are what everybody tries first",
    "webhook_address_not_allowed": "where events may be sent depends on how the server is set up",
    "authorization_id: Expected it, or card_id, currency and merchant": "one of two sets of fields",
    "card_id: Expected no card beside an authorization": "the same",
    "cardholder_id: Expected it, or cardholder_name, and not both": "one of two fields",
    "days: Expected some days, hours or minutes": "each may be 0, though not all three",
    "billing_day: Expected `int`, got `float`": "1.0 is an integer to JSON Schema, and none here",
    "billing_day: Expected `int | null`, got `float`": "the same",
    "amount: Expected `int`, got `float`": "the same",
    "days: Expected `int`, got `float`": "the same",
    "hours: Expected `int`, got `float`": "the same",
    "minutes: Expected `int`, got `float`": "the same",
    "mcc: Expected `int | null`, got `float`": "the same",
    "guard.daily_writes: Expected `int | null`, got `float`": "the same",
    r"first_name: Expected `str` matching regex '\\S'": "U+001C is a blank to Python, not to ECMA 262",
    r"last_name: Expected `str` matching regex '\\S'": "the same",
    "first_name: Expected at least one character that can be seen": "what is invisible is no name",
    "last_name: Expected at least one character that can be seen": "the same",
    "currency: Needed, since Clara assumes none for ": "whether it may be left out depends on the country",
    "time_zone: Needed, since Clara assumes none for ": "the same",
    "mapping: Expected a JSON object of field to column": "JSON in a text of a form",
    "form: Expected text in UTF-8": "a form's file that comes without a file name is a text",
    ": Expected prompt, company_id, attachment_ids or a file": "a file without a name is a text",
    "attachment_ids: Expected ": "a list of identifiers in one text",
    **{f"attachment_ids[{at}]: Expected ": "the same" for at in range(5)},
}
"""Refusals of requests that are as their schemas say, with the reason."""


def allowed(refusal: str) -> str | None:
    """Why a well-formed request may be refused like this; None when it may not."""
    partly = (
        why
        for part, why in REFUSALS.items()
        if (part[-1] == " " and refusal.startswith(part))
        or (part[0] == ":" and refusal.endswith(part))
    )
    return REFUSALS.get(refusal) or next(partly, None)


CHECKS = {
    (
        "EnsureResourceAvailability",
        "card.import_view",
    ): "a dry run stores nothing; its report can't be fetched again",
}
"""Failures of one check for one operation, with the reason."""

NEVER: dict[str, str] = {
    "user.begin_google_sign_in": "Google is not configured where nothing but loopback is reached",
    "user.finish_google_sign_in": "Google is not configured: there is no sign-in to come back from",
    "user.sign_in_with_google": "Google is not configured: nobody signs id tokens",
}
"""Operations that can't succeed here."""
