"""What is sent as each parameter, and what each parameter is: a thing of somebody's, or not."""

from collections.abc import Callable
from typing import Any

from clara.application.credits.view_credit_transaction import ViewCreditTransaction
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind
from clara.domain.ids import OfUser
from tests.isolation.support.home import PASSWORD, Home
from tests.isolation.support.operations import Operation, Parameter
from tests.support.house import Person

Value = Callable[[Operation, Home, Person], Any]

_CARD_OF = {Role.EMPLOYEE: "elena"}
_ROW_OF = {Role.EMPLOYEE: 3}
_HERE = "tests/isolation/support/values.py"


def _card(operation: Operation, home: Home, person: Person) -> str:
    """One that the person sees."""
    own = "luis" if person is home.house.member else _CARD_OF.get(person.role, "luis")
    return home.house.cards[own].id


def _row(operation: Operation, home: Home, person: Person) -> str:
    return row_of(home, person)


def row_of(home: Home, person: Person) -> str:
    """A card transaction that the person sees."""
    own = 2 if person is home.house.member else _ROW_OF.get(person.role, 2)
    return "ctx_" + home.house.rows[own].id.hex()


def _transaction(operation: Operation, home: Home, person: Person) -> str:
    """A card transaction that the person sees, or one of the person's own credits."""
    if operation.use_case is ViewCreditTransaction:
        return home.credit_transactions[person.user.id]
    return _row(operation, home, person)


def _user(operation: Operation, home: Home, person: Person) -> str:
    """Oneself, but for administrators who act on members."""
    is_about_others = not issubclass(operation.use_case.command, OfUser)
    in_company = operation.has("company_id") and is_about_others
    acts_on_members = in_company and person.role is Role.ADMINISTRATOR
    return home.house.employee.user.id if acts_on_members else person.user.id


def _token(operation: Operation, home: Home, person: Person) -> str:
    return home.credential(person, CredentialKind.MCP_TOKEN).id


def _cursor(operation: Operation, home: Home, person: Person) -> str:
    return home.cursors[operation.use_case.name]


def _authorization(operation: Operation, home: Home, person: Person) -> str:
    if person.role is Role.EMPLOYEE and person is not home.house.member:
        return home.authorizations["elena"]
    gives_back = operation.use_case.name in ("simulate.refund", "simulate.dispute")
    return home.authorizations["posted" if gives_back else "held"]


THINGS: dict[str, Value] = {
    "company_id": lambda _, home, __: home.house.company.id,
    "company": lambda _, home, __: home.house.company.id,
    "card_id": _card,
    "card": _card,
    "transaction_id": _transaction,
    "attachment_id": lambda _, home, person: home.attachments[person.user.id],
    "attachment_ids": lambda _, home, person: home.attachments[person.user.id],
    "authorization_id": _authorization,
    "task_id": lambda _, home, person: home.tasks[person.user.id],
    "webhook_id": lambda _, home, __: home.webhook_id,
    "delivery_id": lambda _, home, __: home.delivery_id,
    "before": lambda _, home, __: home.delivery_id,
    "receipt_id": lambda _, home, person: home.receipts[person.user.id],
    "import_id": lambda _, home, __: home.import_id,
    "user_id": _user,
    "user_email": lambda operation, home, person: (
        (home.inactive if operation.name == "user.activate" else person).user.email
    ),
    "token_id": _token,
    "invitation_id": lambda _, home, __: home.invitation_id,
    "token": lambda _, home, __: home.invitation_token,
    "manager_user_id": lambda _, home, __: home.house.manager.user.id,
    "cardholder_id": lambda _, home, __: home.house.holders["María López"].id,
    "cursor": _cursor,
    "subject": _card,
    # Words that find things.
    "cardholder": lambda _, home, __: home.house.holders["Luis Pérez"].name,
    "merchant": lambda _, home, __: home.house.rows[0].merchant,
    "q": lambda _, home, __: home.word,
    "merchant_is": lambda _, home, __: home.house.rows[0].merchant,
    "cardholder_is": lambda _, home, __: home.house.holders["Luis Pérez"].name,
    "id": _row,
}
"""Parameters that name or find something of a company, an account or an application."""

PLAIN = frozenset(
    """
    action amount amount_max amount_min amount_over amount_under billing_day bookkeepers_can_lock category
    code confirms_unlocks country currency door dry_run email expires_at file first_name format from group_by guard
    id_token idempotency_key Idempotency-Key is_dark_mode last_name limit limit_over limit_under
    Prefer mapping mcc name nonce offset otp_type outcome password period prompt reason return_path role scopes sort state status
    tax_id time_zone to type verify with_totals description event_types is_enabled language since url
    alias allowed_categories allowed_merchants allows_cash allows_online billing_amount
    blocked_categories blocked_merchants cardholder_name countries currencies days ends_on hours
    hours_from hours_until is_cash is_final is_online max_transaction minutes periodicity starts_on
    weekdays issuer at
    """.split()
)
"""Parameters that name nothing that is there."""

CHOSEN: dict[str, dict[str, Value]] = {
    "company.update": {"billing_day": lambda *_: 7},
    "company.create": {"name": lambda *_: "Nueva, S.A. de C.V."},
    "member.change": {"role": lambda *_: "bookkeeper"},
    "member.invite": {"email": lambda *_: "somebody.new@example.com"},
    "user.update": {"is_dark_mode": lambda *_: True},
    "user.register": {"email": lambda *_: "nora@example.com", "first_name": lambda *_: "Nora"},
    "user.send_code": {"otp_type": lambda *_: CodePurpose.CHANGE_PASSWORD.value},
    "stripe.buy": {"amount": lambda *_: 50},
    "card.set_controls": {"allows_cash": lambda *_: False},
    "card.change": {"alias": lambda *_: "Viajes"},
    "card.issue": {"cardholder_id": lambda _, home, __: home.house.holders["María López"].id},
    "simulate.advance_clock": {"days": lambda *_: 1},
    "simulate.authorization": {
        "amount": lambda *_: 100,
        "currency": lambda *_: "MXN",
        "merchant": lambda *_: "AEROMEXICO",
    },
    "simulate.force_post": {
        "card_id": _card,
        "currency": lambda *_: "MXN",
        "merchant": lambda *_: "AEROMEXICO",
    },
    "agent.upload_attachments": {"file": lambda _, home, __: statement(home)},
    "agent.analysis": {
        "prompt": lambda *_: "how much did we spend this month?",
        "company_id": lambda _, home, __: home.house.company.id,
    },
    "webhook.update": {"description": lambda *_: "Another"},
    "webhook.replay": {"delivery_id": lambda _, home, __: home.delivery_id},
    "receipt.submit": {"file": lambda _, home, __: statement(home)},
    "card.import": {"file": lambda _, home, __: statement(home)},
}
"""By operation, where the document's example will not do or something optional is needed."""

EVERYWHERE: dict[str, Value] = {
    "code": lambda _, home, __: home.code,
    "group_by": lambda *_: "category",
    "password": lambda *_: PASSWORD + " and a lamp",
}

SUBJECTS = {
    "user.disable_two_factor": "guarded",
    "invitation.accept": "invited",
    "user.activate": "inactive",
}
"""Who asks, where it is not the administrator."""

STATE_ANSWERS = {
    "agent.chart": (404, "chart_not_found"),
    "receipt.download": (404, "blob_missing"),
    "task.download": (404, "task_file_not_found"),
    "user.sign_in_with_google": (404, "google_not_configured"),
    "user.begin_google_sign_in": (404, "google_not_configured"),
    "user.finish_google_sign_in": (401, "google_flow_lost"),
}
"""What the right caller is answered where no setting or story of these tests leads to a success."""


def subject_of(operation: Operation, home: Home) -> Person:
    return home.named(SUBJECTS.get(operation.use_case.name, "administrator"))


def statement(home: Home) -> bytes:
    """A card statement, as banks give it."""
    row = f"2026-11-03,MERCADO {home.word.upper()},120.50,{home.house.cards['luis'].last_four}\n"
    return ("Fecha,Comercio,Cargo,Tarjeta\n" + row).encode()


SAID = {("simulate.authorization", "merchant"), ("simulate.force_post", "merchant")}
"""What a terminal says, whether or not there is such a thing."""


def is_thing(operation: Operation, parameter: Parameter) -> bool:
    """Raises an `AssertionError` that says what to do for a parameter nobody has thought about."""
    name = parameter.name
    assert name in THINGS or name in PLAIN, (
        f"{operation} takes `{name}`, which is not classified: add it to THINGS in {_HERE} when it"
        " names or finds something of a company or an account, else to PLAIN."
    )
    return name in THINGS and (operation.use_case.name, name) not in SAID


def values(operation: Operation, home: Home, person: Person) -> dict[Parameter, Any]:
    """What `person` sends to have `operation` succeed in `home`: all that is required, and what is
    chosen. Raises an `AssertionError` that says what to add."""
    chosen = {**EVERYWHERE, **CHOSEN.get(operation.use_case.name, {})}
    own = CHOSEN.get(operation.use_case.name, {})
    sent = {}
    for one in operation.parameters:
        # Assistants may leave the company out; the matrix is about who names it.
        if not (one.is_required or one.name in own or one.name == "company"):
            continue
        known = chosen.get(one.name) or (THINGS[one.name] if is_thing(operation, one) else None)
        value = known(operation, home, person) if known else one.example
        assert value is not None, (
            f"{operation} needs `{one.name}`, and the document has no example: add a value to"
            f" CHOSEN in {_HERE}, or an example to the command's field."
        )
        sent[one] = value
    return sent


def is_search(operation: Operation, parameter: Parameter) -> bool:
    """Whether it narrows a list, whose answer to what is not there is nothing, not a refusal."""
    is_filter = parameter.place in ("query", "argument") and not parameter.is_required
    return is_filter and parameter.name not in ("cursor", "company")
