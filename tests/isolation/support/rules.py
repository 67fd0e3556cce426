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

    def refused(status: int, code: str) -> Answer:
        return Answer(status if operation.door is Door.REST else 200, code)

    if given.kind not in operation.accepts:
        return refused(401, "unauthenticated")
    if owner is None:
        return None
    if not owner.user.is_active and not use_case.is_for_inactive:
        return refused(401, "account_inactive")
    if use_case.scope is not None and use_case.scope not in given.scopes:
        return refused(403, "scope_missing")
    if operation.door is Door.REST and owner is not subject_of(operation, home):
        if issubclass(use_case.command, OfUser):
            return refused(403, "another_user")
        for name, code in PERSONAL.items():
            if operation.has(name):
                return refused(403, code)
    if operation.has("company_id"):
        if owner.company is not home.house.company:
            return refused(404, "company_not_found")
        allowed = use_case.roles & STAFF if operation.door is Door.MCP else use_case.roles
        if owner.role not in allowed:
            return refused(403, "role_not_allowed")
    return None
