"""What schemathesis is told of this product: credentials, real identifiers, files, and which
refusals of well-formed requests are right. It loads this module by SCHEMATHESIS_HOOKS.

Only what a case means to be right is replaced: whatever it breaks on purpose stays broken.
"""

import itertools
import json
import os
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import schemathesis
from schemathesis import AuthContext, Case, HookContext, Response
from schemathesis.core.parameters import ParameterLocation

from tests.fuzz.allowed import REFUSALS
from tests.fuzz.cast import Cast, Part

CAST = msgspec.json.decode(Path(os.environ["FUZZ_CAST"]).read_bytes(), type=Cast)
OUTCOME = Path(os.environ["FUZZ_OUTCOME"])
CHANCE = random.Random(int(os.environ["FUZZ_SEED"]))
REAL = 0.8
"""How often an identifier is one that there is."""
STATEMENT = b"Fecha,Comercio,Cargo,Tarjeta\n2026-11-%02d,UBER,%d.50,4417\n2026-11-03,x,y,4417\n"

_parts = {name: itertools.cycle(parts) for name, parts in CAST.parts.items()}
_numbers = itertools.count(1)
_answers: dict[str, Counter[str]] = {}
_refused: Counter[str] = Counter()


@schemathesis.auth(refresh_interval=None)
class Credentials:
    """One of the kinds that the operation takes."""

    def get(self, case: Case, context: AuthContext) -> str | None:
        schemes = [name for one in _definition(case)["security"] for name in one]
        return CAST.default[CHANCE.choice(schemes)] if schemes else None

    def set(self, case: Case, data: str | None, context: AuthContext) -> None:
        if data is not None:
            case.headers["Authorization"] = data


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    operation = _definition(case)["operationId"]
    if operation in _parts:
        _play(case, next(_parts[operation]))
    else:
        _name_what_there_is(case)
    if isinstance(case.body, dict) and _is_right(case, ParameterLocation.BODY):
        _fill(case, case.body)


def _play(case: Case, part: Part) -> None:
    if part.authorization is not None and case.headers.get("Authorization") in _PRESENTED:
        case.headers["Authorization"] = part.authorization
    if _is_right(case, ParameterLocation.PATH):
        case.path_parameters.update(part.path)
    if isinstance(case.body, dict) and _is_right(case, ParameterLocation.BODY):
        if CHANCE.random() < REAL:
            case.body.update(part.body)


_PRESENTED = frozenset(CAST.default.values())


def _name_what_there_is(case: Case) -> None:
    if _is_right(case, ParameterLocation.PATH):
        for name in case.path_parameters or ():
            if CAST.known.get(name) and CHANCE.random() < REAL:
                case.path_parameters[name] = CHANCE.choice(CAST.known[name])
    if case.query and _is_right(case, ParameterLocation.QUERY) and CHANCE.random() < REAL:
        # A cursor goes on with the question that it came from; one made up is refused.
        case.query.pop("cursor", None)


def _fill(case: Case, body: dict[str, Any]) -> None:
    for name in ("manager_user_id", "cardholder_id"):
        if isinstance(body.get(name), str) and CHANCE.random() < REAL:
            body[name] = CHANCE.choice(CAST.known[name])
    if "file" in body and CHANCE.random() < REAL:
        number = next(_numbers)
        body["file"] = STATEMENT % (number % 19 + 1, number)
        body.pop("mapping", None)


def _is_right(case: Case, place: ParameterLocation) -> bool:
    """Whether this part of the request is meant to be as the document says."""
    return case.meta is None or not case.meta.is_negative_at(place)


def _definition(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = case.operation.definition.raw
    return found


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Response) -> None:
    if case.method.upper() != case.operation.method.upper():
        return
    operation = _definition(case)["operationId"]
    _answers.setdefault(operation, Counter())[str(response.status_code)] += 1
    if operation == "card.import" and response.status_code == 201:
        CAST.known["import_id"].append(response.json()["data"]["id"])
    OUTCOME.write_bytes(json.dumps({"answers": _answers, "refused": _refused}).encode())


@schemathesis.hook
def filter_failure(context: HookContext, failure: Any, case: Case, response: Response) -> bool:
    """False where a well-formed request was refused for a reason that `REFUSALS` knows."""
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    reasons = list(_reasons(response))
    for reason in reasons:
        _refused[reason] += 1
    return not reasons or any(reason not in REFUSALS for reason in reasons)


def _reasons(response: Response) -> Iterator[str]:
    """`code`, or where one code stands for many `code:field`."""
    answer = response.json()
    errors = answer.get("details", {}).get("errors", [{}])
    for one in errors:
        field = one.get("field")
        yield f"{answer['code']}:{field}" if answer["code"] == "invalid_parameters" else answer["code"]
