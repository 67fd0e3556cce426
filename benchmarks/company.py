"""The measured company: its people, cards and merchants, the same in every run.

Everything is drawn from one seeded generator; nothing here is a real person or token.
"""

import hashlib
from datetime import UTC, datetime
from functools import cache
from random import Random
from typing import Any

from argon2.low_level import Type, hash_secret

from clara.domain.card_transactions.category import CATEGORY_NUMBERS, category_of
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import RANDOM_RANGE, CredentialKind, digest, make_token
from clara.domain.money import currency_number
from clara.domain.text import fold

SEED = 20_261_101
COMPANY, CARDS, CARDHOLDERS, MERCHANTS, USERS = 1, 2_000, 800, 5_000, 25
FIRST_USD_CARD = 1_841
"""Cards from this one on are billed in dollars: 8 % of them, so 8 % of the rows."""
MXN, USD = currency_number("MXN"), currency_number("USD")

_BEGAN = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) * 1_000_000
_FIRST = "Ana Luis Marta Diego Sofía Jorge Elena Pablo Lucía Andrés Carmen Raúl Inés Hugo".split()
_LAST = "Pérez García López Núñez Torres Ibáñez Ramos Silva Castro Rojas Vega Muñoz Peña".split()
_TRADE = "Café Taller Hotel Librería Farmacia Ferretería Mercado Estudio Clínica Parador".split()
_PLACE = "Norte Sur Central Alameda Reforma Juárez Colonial Rivera Jardín Mirador Puerto".split()
_CODES = (5812, 5814, 5411, 4121, 5541, 4511, 7011, 5734, 5818, 7311, 5943, 8999, 4814, 4215, 5912)
_MORE_CODES = (8299, 7832, 5311, 6011, 6300, 9399, 5200, 8398, 5999)


def identifier(kind: str, what: str) -> str:
    """`<kind>_<32 hex digits>`, the same for the same `what`."""
    return f"{kind}_{hashlib.blake2b(what.encode(), digest_size=16).hexdigest()}"


COMPANY_ID = identifier("company", "measured")
USER_ID = identifier("user", "measured 0")


PASSWORD = "violin under seven lamps"


def email(number: int) -> str:
    return f"person{number}@measured.example"


@cache
def _password_hash() -> str:
    """The product's own parameters; one salt for all, so that every run fills in the same."""
    hashed = hash_secret(
        PASSWORD.encode(),
        b"measured" * 2,
        time_cost=2,
        memory_cost=19 * 1024,
        parallelism=1,
        hash_len=32,
        type=Type.ID,
    )
    return hashed.decode()


def _token(kind: CredentialKind) -> str:
    return make_token(kind, Random(f"{SEED} {kind}").randrange(RANDOM_RANGE))


API_KEY = _token(CredentialKind.API_KEY)
MCP_TOKEN = _token(CredentialKind.MCP_TOKEN)


def card_id(number: int) -> str:
    return identifier("card", f"measured {number}")


def merchant_code(number: int) -> int:
    """The MCC of a merchant; the larger merchants have the commoner codes."""
    codes = _CODES if number % 3 else _MORE_CODES
    return codes[number // 3 % len(codes)]


def merchant_category(number: int) -> int:
    return CATEGORY_NUMBERS[category_of(merchant_code(number))]


def merchant_name(number: int) -> str:
    trade, place = _TRADE[number % 10], _PLACE[number // 10 % 11]
    return f"{trade} {place} {_LAST[number // 110 % 13]} {number}"


def tables() -> dict[str, list[dict[str, Any]]]:
    """Every table but card transactions: rows by table, in the order of their foreign keys."""
    return {
        "companies": [
            {
                "number": COMPANY,
                "id": COMPANY_ID,
                "name": "Measured S.A. de C.V.",
                "country": "MX",
                "tax_id": "XAXX010101000",
                "currency": "MXN",
                "time_zone": "America/Mexico_City",
                "billing_day": 1,
                "bookkeepers_can_lock": True,
                "is_sandbox": False,
                "visible_import": 0,
                "data_as_of": _BEGAN,
                "created_at": _BEGAN,
            }
        ],
        "users": [_user(number) for number in range(USERS)],
        "memberships": [_membership(number) for number in range(USERS)],
        "credentials": [_credential(CredentialKind.API_KEY), _credential(CredentialKind.MCP_TOKEN)],
        "counters": [
            {"company_number": COMPANY, "name": name, "last": last}
            for name, last in (
                ("card", CARDS),
                ("cardholder", CARDHOLDERS),
                ("merchant", MERCHANTS),
            )
        ],
        "cardholders": [_cardholder(number) for number in range(1, CARDHOLDERS + 1)],
        "cards": [_card(number) for number in range(1, CARDS + 1)],
        "merchants": [
            {
                "company_number": COMPANY,
                "number": number,
                "name": merchant_name(number),
                "search_name": fold(merchant_name(number)),
            }
            for number in range(1, MERCHANTS + 1)
        ],
        "company_currencies": [
            {"company_number": COMPANY, "currency": currency} for currency in (MXN, USD)
        ],
    }


def person(number: int) -> tuple[str, str]:
    return _FIRST[number % len(_FIRST)], f"{_LAST[number // 14 % 13]} {_LAST[number % 13]}"


def _user(number: int) -> dict[str, Any]:
    first, last = person(number)
    return {
        "id": identifier("user", f"measured {number}"),
        "email": email(number),
        "first_name": first,
        "last_name": last,
        "password_hash": _password_hash(),
        "is_active": True,
        "is_2fa_enabled": False,
        "is_dark_mode": False,
        "created_at": _BEGAN,
        "updated_at": _BEGAN,
    }


def _membership(number: int) -> dict[str, Any]:
    return {
        "company_number": COMPANY,
        "user_id": identifier("user", f"measured {number}"),
        "role": "administrator" if number == 0 else "employee",
        "manager_user_id": None,
        "created_at": _BEGAN,
    }


def _credential(kind: CredentialKind) -> dict[str, Any]:
    token = _token(kind)
    return {
        "id": identifier("credential", kind.value),
        "kind": kind.value,
        "digest": digest(token),
        "user_id": USER_ID,
        "company_number": COMPANY if kind is CredentialKind.MCP_TOKEN else None,
        "name": "Measured",
        "scopes": " ".join(sorted(scope.value for scope in Scope)),
        "last_four": token[-4:],
        "created_at": _BEGAN,
        "expires_at": None,
        "revoked_at": None,
    }


def _cardholder(number: int) -> dict[str, Any]:
    first, last = person(number * 7)
    name = f"{first} {last} {number}"
    return {
        "company_number": COMPANY,
        "number": number,
        "id": identifier("cardholder", f"measured {number}"),
        "name": name,
        "search_name": fold(name),
        "user_id": identifier("user", f"measured {number}") if number < USERS else None,
    }


def _card(number: int) -> dict[str, Any]:
    alias = f"Equipo {number}" if number % 5 == 0 else None
    return {
        "company_number": COMPANY,
        "number": number,
        "id": card_id(number),
        "cardholder_number": holder_of(number),
        "alias": alias,
        "search_alias": fold(alias) if alias else None,
        "last_four": f"{number * 7_919 % 10_000:04d}",
        "external_key": None,
        "type": "VIRTUAL" if number % 2 else "PHYSICAL",
        "status": "ACTIVE",
        "unlocked_status": "ACTIVE",
        "currency": "USD" if number >= FIRST_USD_CARD else "MXN",
        "limit_minor": 5_000_000,
        "periodicity": "MONTHLY",
        "issuer": "built_in",
        "created_at": _BEGAN,
        "version": 1,
    }


def holder_of(card_number: int) -> int:
    return (card_number - 1) % CARDHOLDERS + 1
