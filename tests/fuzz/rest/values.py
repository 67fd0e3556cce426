"""What the fuzzer sends where a schema says no more than text: words that mean something here."""

import itertools
import os
import random
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st
from schemathesis.transport.serialization import Binary

from tests.fuzz.parts import Cast
from tests.fuzz.people import PASSWORD

CAST = msgspec.json.decode(Path(os.environ["FUZZ_CAST"]).read_bytes(), type=Cast)
CHANCE = random.Random(int(os.environ["FUZZ_SEED"]))
REAL = 0.8
"""How often what is sent is something that there is."""
NUMBERS = itertools.count(1)
_WORDS = {
    "period": ["this_month", "last_30_days", "2026-10", "2026-Q3", "2026-10-01/.."],
    "currency": ["MXN", "USD", "JPY"],
    "category": ["TRAVEL", "FOOD,TRANSPORTATION"],
    "status": ["ACTIVE", "POSTED", "LOCKED,ACTIVE", "AUTHORIZED,POSTED"],
    "type": ["PURCHASE", "REFUND,FEE"],
    "mcc": ["4121", "5812"],
    "outcome": ["done", "refused"],
    "door": ["rest", "mcp"],
}
"""What lists of words and named periods may be: their schemas say no more than text."""
_EITHER = (
    ("cardholder_id", "cardholder_name"),
    ("delivery_id", "since"),
    ("card_id", "authorization_id"),
)
"""Of which one is given: their schemas let both be."""
_QUESTIONS = (
    "how much did we spend this month?",
    "top 5 merchants this month",
    "¿cuánto gastamos en taxis este mes?",
    "cobranças duplicadas este mês",
)
_STATEMENT = b"Fecha,Comercio,Cargo,Tarjeta\n2026-11-%02d,UBER,%d.50,4417\n2026-11-03,x,y,4417\n"

files = st.one_of(
    st.integers(1, 99_999).map(lambda number: _STATEMENT % (number % 19 + 1, number)),
    st.binary(),
).map(Binary)


def ask_well(query: dict[str, Any], texts: set[str]) -> None:
    """Most filters of `query` as somebody would write them; words for `texts` only."""
    # A cursor goes on with the question that it came from; one made up is refused.
    query.pop("cursor", None)
    for name, words in _WORDS.items():
        if name in query and name in texts:
            query[name] = CHANCE.choice(words)
    if "period" in query:
        query.pop("from", None)
        query.pop("to", None)
    if {"from", "to"} <= query.keys():
        query.pop(CHANCE.choice(("from", "to")))


def fill(body: dict[str, Any]) -> None:
    """Some fields of `body` with what there is, or what there is not yet."""
    for name in ("manager_user_id", "cardholder_id"):
        if isinstance(body.get(name), str) and CHANCE.random() < REAL:
            body[name] = CHANCE.choice(CAST.known[name])
    for either in _EITHER:
        if body.keys() >= set(either) and CHANCE.random() < REAL:
            # A prepared request says which card.
            del body[either[1] if "card_id" in either else CHANCE.choice(either)]
    if "prompt" in body and CHANCE.random() < REAL:
        body["prompt"] = CHANCE.choice(_QUESTIONS)
    if "tax_id" in body and body.get("country") == "MX" and CHANCE.random() < REAL:
        body["tax_id"] = f"FUZ120312{next(NUMBERS):03X}"[:12]
    if "amount" in body and CHANCE.random() < REAL:
        body["amount"] = CHANCE.randint(5, 10_000)
    if "password" in body and CHANCE.random() < REAL:
        body["password"] = PASSWORD
    if "email" in body and CHANCE.random() < REAL:
        body["email"] = f"fuzz.{next(NUMBERS)}@example.com"
