"""A database by its URL."""

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.migrate import sqlite_path
from clara.adapters.persistence.postgresql import PostgresDatabase
from clara.adapters.persistence.sqlite import SqliteDatabase
from clara.domain.errors import Invalid


def open_database(url: str, *, pool: int = 10) -> Database:
    """`sqlite:///path` or `postgresql://user:password@host/name`; connects when first used.
    Raises `invalid_settings` for anything else."""
    path = sqlite_path(url)
    if path is not None:
        return SqliteDatabase(path)
    scheme, _, rest = url.partition("://")
    if scheme.partition("+")[0] in ("postgresql", "postgres") and rest:
        return PostgresDatabase(f"postgresql://{rest}", size=pool)
    raise Invalid(
        "invalid_settings",
        "CLARA_DATABASE_URL is neither sqlite:///path nor postgresql://user@host/name.",
    )
