"""What a driver's error means to a caller: one table from constraint to error."""

import sqlite3
from collections.abc import Callable

import asyncpg

from clara.domain.errors import ClaraError, Conflict, Invalid, StorageFull, Unavailable


def _user_exists() -> ClaraError:
    return Invalid("user_exists", "User with the given identifier already exists.")


_CONSTRAINTS: dict[str, Callable[[], ClaraError]] = {
    "uq_users_email": _user_exists,
    "ux_users_google_subject": _user_exists,
    "ux_companies_tax_id": lambda: Conflict(
        "company_exists",
        "A company with this tax id exists already.",
        remedy="Ask one of its administrators to invite you.",
    ),
    "ux_imports_running": lambda: Conflict(
        "import_running",
        "Another import of this company is still running.",
        remedy="Wait for it to end, then send this one again.",
        retry_after=5,
    ),
}
# SQLite names the columns of a broken constraint, not the constraint.
_COLUMNS = {
    "users.email": "uq_users_email",
    "users.google_subject": "ux_users_google_subject",
    "companies.country, companies.tax_id": "ux_companies_tax_id",
    "imports.company_number": "ux_imports_running",
}


def _conflict(constraint: str | None) -> ClaraError:
    make = _CONSTRAINTS.get(constraint or "")
    if make is not None:
        return make()
    return Conflict("conflict", "Somebody else changed this at the same moment; try again.")


def _unavailable() -> ClaraError:
    return Unavailable(
        "database_unavailable", "The database can't be reached just now; try again.", retry_after=2
    )


def outcome_unknown() -> ClaraError:
    """The connection was lost while the store was asked to keep what was done."""
    return Unavailable(
        "outcome_unknown",
        "The database went away while this was being kept: it is not known whether it was done.",
        remedy="Send it again with the same Idempotency-Key, or look first whether it was done.",
        retry_after=2,
    )


def translated(error: BaseException) -> ClaraError | None:
    """`error` of a driver as a caller's error; None when it is a defect, to be left as it is."""
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return _conflict(error.constraint_name)
    if isinstance(error, asyncpg.SerializationError | asyncpg.DeadlockDetectedError):
        return _conflict(None)
    if isinstance(error, asyncpg.CharacterNotInRepertoireError):
        # A zero byte, which PostgreSQL's text can't hold: no such thing is stored either.
        return Invalid("invalid_parameters", details={"errors": [{"reason": "zero byte in text"}]})
    if isinstance(error, asyncpg.QueryCanceledError):
        return Unavailable("query_too_slow", "The question took too long; narrow its period.")
    if isinstance(error, asyncpg.DiskFullError):
        return StorageFull()
    if isinstance(
        error,
        asyncpg.PostgresConnectionError
        | asyncpg.OperatorInterventionError
        | asyncpg.TooManyConnectionsError
        | asyncpg.InsufficientResourcesError
        | asyncpg.InterfaceError
        | asyncpg.InternalClientError
        | OSError,
    ):
        return _unavailable()
    return _translated_of_sqlite(error) if isinstance(error, sqlite3.Error) else None


def _translated_of_sqlite(error: sqlite3.Error) -> ClaraError | None:
    if isinstance(error, sqlite3.IntegrityError):
        return _conflict(_COLUMNS.get(str(error).partition(": ")[2]))
    if not isinstance(error, sqlite3.OperationalError):
        return None
    if "unable to open" in str(error):
        return _unavailable()
    if "full" in str(error):
        return StorageFull()
    if _is_passing(str(error)):
        return Unavailable("database_busy", "The server is busy; try again.", retry_after=1)
    return None


def _is_passing(message: str) -> bool:
    return any(word in message for word in ("locked", "disk I/O"))
