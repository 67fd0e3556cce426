"""What a credential may be used for."""

from enum import StrEnum

from clara.domain.companies.company import Role


class Scope(StrEnum):
    CARDS_READ = "cards:read"
    CARDS_WRITE = "cards:write"
    TRANSACTIONS_READ = "transactions:read"
    TRANSACTIONS_WRITE = "transactions:write"
    ACTIVITY_READ = "activity:read"
    CREDITS_READ = "credits:read"
    CREDITS_BUY = "credits:buy"
    ANALYSIS_RUN = "analysis:run"
    TASKS_READ = "tasks:read"


ALL_SCOPES = frozenset(Scope)

STAFF = frozenset({Role.ADMINISTRATOR, Role.BOOKKEEPER})
EVERYONE = frozenset(Role)
