"""A database by its URL."""

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.migrate import postgresql_url, sqlite_path
from clara.adapters.persistence.postgresql import PostgresDatabase
from clara.adapters.persistence.sqlite import SqliteDatabase


def open_database(url: str, *, pool: int = 10) -> Database:
    """`sqlite:///path` or `postgresql://user:password@host/name`; connects when first used.
    Raises `invalid_settings` for anything else."""
    path = sqlite_path(url)
    if path is not None:
        return SqliteDatabase(path)
    return PostgresDatabase(postgresql_url(url), size=pool)
