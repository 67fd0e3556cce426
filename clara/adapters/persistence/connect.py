"""A database by its URL."""

from clara.adapters.persistence.database import Database
from clara.adapters.persistence.migrate import postgresql_url, sqlite_path
from clara.adapters.persistence.postgresql import PostgresDatabase
from clara.adapters.persistence.replicas import ReplicatedDatabase
from clara.adapters.persistence.sqlite import SqliteDatabase
from clara.domain.errors import Invalid


def open_database(url: str, *, pool: int = 10, replica_url: str = "") -> Database:
    """`sqlite:///path` or `postgresql://user:password@host/name`; connects when first used. Reports
    are read from `replica_url`, PostgreSQL's only. Raises `invalid_settings` for anything else."""
    path = sqlite_path(url)
    if path is not None:
        if replica_url:
            raise Invalid(
                "invalid_settings",
                "CLARA_DATABASE_REPLICA_URL is set, but SQLite has no replicas.",
                remedy="Leave it out, or use PostgreSQL.",
            )
        return SqliteDatabase(path)
    if replica_url:
        replica = postgresql_url(replica_url, "CLARA_DATABASE_REPLICA_URL")
        return ReplicatedDatabase(postgresql_url(url), replica, size=pool)
    return PostgresDatabase(postgresql_url(url), size=pool)
