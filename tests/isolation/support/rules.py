"""Who must be refused and how, from what a use case declares, and from nothing that was recorded.

Order: credential, account, scope, owner, company, role. Statuses are those of the REST contract; a
tool's refusal travels in an answer of status 200.
"""

from typing import NamedTuple

from clara.domain.credentials.actor import Door
from clara.domain.credentials.scope import STAFF
from clara.domain.credentials.token import CredentialKind
from clara.domain.ids import OfUser
from tests.isolation.support.home import Credential, Home
from tests.isolation.support.operations import DOOR_ACCEPTS, Operation
from tests.isolation.support.values import subject_of
from tests.support.house import Person


class Answer(NamedTuple):
    """`code` is "ok" for a success."""

    status: int
    code: str


PERSONAL = {"user_email": "another_user", "token": "invitation_of_another"}
"""Fields that name the person who has to ask, and the refusal of anybody else."""

_UNKNOWN = Answer(401, "unauthenticated")
_INACTIVE = Answer(401, "account_inactive")


def refusal(operation: Operation, given: Credential, home: Home) -> Answer | None:
    """How `given` is refused in `home`, for a request that is right in every other way; None when
    it is let in."""
    if operation.is_open:
        return None
    if operation.door is Door.MCP:
        return _of_assistant(operation, given) or _of_caller(operation, given, home)
    if given.kind not in operation.accepts or not given.is_live:
        return _UNKNOWN
    return None if operation.is_basic else _of_caller(operation, given, home)


def _of_assistant(operation: Operation, given: Credential) -> Answer | None:
    """What is answered in HTTP, before it is known what is asked."""
    if given.kind not in DOOR_ACCEPTS[Door.MCP] or not given.is_live or given.owner is None:
        return _UNKNOWN
    # Only staff may hold a token for assistants, whatever they were when it was made.
    if given.kind is CredentialKind.MCP_TOKEN and given.owner.role not in STAFF:
        return _UNKNOWN
    return None if given.owner.user.is_active else _INACTIVE


def _of_caller(operation: Operation, given: Credential, home: Home) -> Answer | None:
    use_case, owner = operation.use_case, given.owner
    if use_case.is_public:
        return None
    if given.kind not in operation.accepts:
        return _as_answered(operation, _UNKNOWN)
    if owner is None:
        return None
    found: Answer | None
    if not owner.user.is_active and not use_case.is_for_inactive:
        found = _INACTIVE
    elif use_case.scope is not None and use_case.scope not in given.scopes:
        found = Answer(403, "scope_missing")
    else:
        found = _of_another(operation, owner, home) or _of_member(operation, owner, home)
    return _as_answered(operation, found) if found else None


def _as_answered(operation: Operation, refused: Answer) -> Answer:
    return refused if operation.door is Door.REST else Answer(200, refused.code)


def _of_another(operation: Operation, owner: Person, home: Home) -> Answer | None:
    """Of who asks about somebody else's account. Tools take no user: they are about who calls."""
    if operation.door is Door.MCP or owner is subject_of(operation, home):
        return None
    if issubclass(operation.use_case.command, OfUser):
        return Answer(403, "another_user")
    return next((Answer(403, PERSONAL[name]) for name in PERSONAL if operation.has(name)), None)


def _of_member(operation: Operation, owner: Person, home: Home) -> Answer | None:
    """Of who is no member of the company, or not the right one."""
    if not operation.has("company_id"):
        return None
    if owner.company is not home.house.company:
        return Answer(404, "company_not_found")
    roles = operation.use_case.roles
    allowed = roles & STAFF if operation.door is Door.MCP else roles
    return None if owner.role in allowed else Answer(403, "role_not_allowed")
