"""Every operation is in the catalog, once, and says about itself what doors and people need."""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from typing import Any

import pytest
from msgspec import Struct

import clara.application
from clara.application.catalog import CATALOG
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.token import CredentialKind

PROGRAMS = {CredentialKind.API_KEY, CredentialKind.MCP_TOKEN}
NAME = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*")
TOOL = re.compile(r"[a-z]+(_[a-z]+)*")


def _found() -> set[type[UseCase[Any, Any]]]:
    for package in pkgutil.walk_packages(clara.application.__path__, "clara.application."):
        importlib.import_module(package.name)
    found: set[type[UseCase[Any, Any]]] = set()
    waiting: list[type[UseCase[Any, Any]]] = [UseCase]  # type: ignore[type-abstract]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            # A dataclass with slots leaves its draft behind: only what its module holds is real.
            module = importlib.import_module(kind.__module__)
            if kind.__module__.startswith("clara.") and getattr(module, kind.__name__) is kind:
                found.add(kind)
            waiting.append(kind)
    return found


USE_CASES = sorted(_found(), key=lambda use_case: use_case.__name__)
each = pytest.mark.parametrize("use_case", USE_CASES, ids=lambda u: u.__name__)


def test_the_catalog_holds_every_use_case() -> None:
    assert set(CATALOG) == set(USE_CASES)
    assert len(CATALOG) == len(set(CATALOG))


@pytest.mark.parametrize("what", ["name", "tool", "title"])
def test_names_are_given_once(what: str) -> None:
    counted = Counter(getattr(use_case, what) for use_case in CATALOG)
    assert [name for name, count in counted.items() if count > 1] == []


def test_dotted_names_and_tools_never_meet_when_dots_become_underscores() -> None:
    names = [use_case.name.replace(".", "_") for use_case in CATALOG]
    own = {use_case.tool: use_case.name.replace(".", "_") for use_case in CATALOG}
    clashes = [name for name in names if name in own and own[name] != name]
    assert (len(names), clashes) == (len(set(names)), [])


@each
def test_names_are_well_formed(use_case: type[UseCase[Any, Any]]) -> None:
    assert NAME.fullmatch(use_case.name)
    assert TOOL.fullmatch(use_case.tool)
    assert NAME.fullmatch(use_case.action)
    assert len(use_case.name.replace(".", "_")) <= 64
    assert use_case.title[0].isupper()
    assert not use_case.title.endswith(".")


@each
def test_an_action_is_a_past_tense(use_case: type[UseCase[Any, Any]]) -> None:
    assert re.search(
        r"(ed|shown|sent|bought|held|made|begun|withdrawn|reset|signed_in|signed_out)$",
        use_case.action,
    )


@each
def test_the_file_is_named_after_its_one_use_case(use_case: type[UseCase[Any, Any]]) -> None:
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", use_case.__name__).lower()
    assert use_case.__module__.rsplit(".", 1)[-1] == snake
    same = [one for one in USE_CASES if one.__module__ == use_case.__module__]
    assert same == [use_case]


@each
def test_the_command_is_named_after_the_use_case_and_closed(
    use_case: type[UseCase[Any, Any]],
) -> None:
    assert use_case.command.__name__ == f"{use_case.__name__}Command"
    assert use_case.command.__module__ == use_case.__module__
    config = use_case.command.__struct_config__
    assert config.frozen
    assert issubclass(use_case.result, Struct)


@each
def test_what_callers_may_set_is_closed(use_case: type[UseCase[Any, Any]]) -> None:
    # An import's file comes from the door itself, which builds the command.
    if use_case.name != "card.import":
        assert use_case.command.__struct_config__.forbid_unknown_fields


@each
def test_the_docstring_tells_its_errors(use_case: type[UseCase[Any, Any]]) -> None:
    text = inspect.getdoc(use_case) or ""
    assert text.splitlines()[0][0].isupper()
    if use_case.is_public:
        return
    assert "Errors" in text or "No errors" in text


UNSCOPED = {"user.view", "company.view", "member.list", "mcp_token.list", "category.list"}
"""What every credential of a person may read, as far as their role goes: who they are, where they
belong, and who and what else does."""
PROVED_OTHERWISE = {
    # By a password, by Google, and by OAuth's own codes, tokens and client secrets.
    *("user.sign_in", "user.finish_google_sign_in"),
    *("oauth.exchange_code", "oauth.refresh", "oauth.revoke"),
    # Nothing is gained by it: a person still has to consent.
    "oauth.register_client",
    # By the payment provider's signature, and in its stead by an address that can't be guessed.
    *("stripe.webhook", "stripe.issuing_webhook", "credits.finish_checkout"),
    # By the link that an assistant was given.
    "agent.receive_upload",
}


@each
def test_programs_need_a_scope(use_case: type[UseCase[Any, Any]]) -> None:
    text = inspect.getdoc(use_case) or ""
    assert use_case.is_for_operators == ("For operators." in text)
    is_open = use_case.is_public or use_case.is_for_operators or use_case.name in UNSCOPED
    if use_case.accepts & PROGRAMS and not is_open:
        assert use_case.scope is not None


@each
def test_what_is_public_reads_only_and_no_company(use_case: type[UseCase[Any, Any]]) -> None:
    if use_case.is_public:
        assert use_case.scope is None
        assert use_case.effect is Effect.READ or use_case.name in PROVED_OTHERWISE
        assert "company_id" not in use_case.command.__struct_fields__


@each
def test_what_is_kept_for_a_repetition_holds_no_token(use_case: type[UseCase[Any, Any]]) -> None:
    secrets = {"token", "secret", "otpauth_uri", "recovery_codes", "password", "api_key"}
    if secrets & set(use_case.result.__struct_fields__) and not use_case.is_for_operators:
        assert use_case.kept.__func__ is not UseCase.kept.__func__  # type: ignore[attr-defined]


READS_WITH_A_TASK = {"card.queue_export"}
"""What it writes is the caller's own task; what that tells is what the scope tells."""


@each
def test_a_scope_to_read_never_writes(use_case: type[UseCase[Any, Any]]) -> None:
    reads = use_case.scope is not None and use_case.scope.value.endswith(":read")
    if reads and use_case.name not in READS_WITH_A_TASK:
        assert use_case.effect is Effect.READ
    if use_case.scope is not None and use_case.scope.value.endswith(":write"):
        assert use_case.effect is not Effect.READ
