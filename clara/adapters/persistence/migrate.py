"""Brings a database to the schema of this version, with Alembic through advanced-alchemy.

Alembic takes most of a second to import, so a server that finds its schema current never does.
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pysqlite3

from clara.adapters.persistence.failures import translated
from clara.domain.errors import Invalid, Unavailable

VERSION_TABLE = "schema_version"
LOCK_TIMEOUT = "5s"
"""How long a statement of a migration waits for a table before it gives up (PostgreSQL)."""
FOLDER = Path(__file__).parent / "migrations"

HEAD = max(path.stem for path in (FOLDER / "versions").glob("[0-9]*.py"))
"""The newest revision; a revision's id is its file's name."""


def sqlite_path(url: str) -> Path | None:
    """The file of an SQLite URL (`sqlite:///relative` or `sqlite:////absolute`), None for others."""
    scheme = urlsplit(url).scheme.partition("+")[0]
    return Path(url.split(":///", 1)[1]) if scheme == "sqlite" else None


def postgresql_url(url: str, setting: str = "CLARA_DATABASE_URL") -> str:
    """The URL as the driver takes it. Raises `invalid_settings` when it is not PostgreSQL's."""
    scheme, _, rest = url.partition("://")
    if scheme.partition("+")[0] in ("postgresql", "postgres") and rest:
        return f"postgresql://{rest}"
    raise Invalid(
        "invalid_settings",
        f"{setting} is neither sqlite:///path nor postgresql://user@host/name.",
    )


def is_workable(found: str | None) -> bool:
    """Whether this version works on a database with the schema `found`: on its own, and on newer ones,
    because a migration leaves room for the version before it while servers are replaced one by one
    (docs/operations.md, Upgrades)."""
    return found is not None and found >= HEAD


async def revision(url: str) -> str | None:
    """The schema the database has, None when it has none. Raises `database_unavailable`."""
    path = sqlite_path(url)
    statement = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608 - a constant
    if path is not None:
        return _sqlite_revision(path, statement)
    try:
        driver = await asyncpg.connect(postgresql_url(url), timeout=5)
        try:
            return await driver.fetchval(statement)  # type: ignore[no-any-return]
        except asyncpg.UndefinedTableError:
            return None
        finally:
            await driver.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
        raise translated(error) or _refused(error) from error


def _refused(error: Exception) -> Unavailable:
    return Unavailable(
        "database_refused",
        f"PostgreSQL refused: {error}.",
        remedy="Check the user, the password and the database's name in CLARA_DATABASE_URL.",
    )


def _sqlite_revision(path: Path, statement: str) -> str | None:
    if not path.exists():
        return None
    driver = pysqlite3.connect(path)
    try:
        row = driver.execute(statement).fetchone()
    except pysqlite3.OperationalError:
        return None
    finally:
        driver.close()
    return row[0] if row else None


def upgrade(url: str, to: str = "head") -> None:
    """Migrate up. Must not be called from a running event loop. Raises `schema_locked`: migrations
    before the one that waited in vain are done, and nothing of it is."""
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    try:
        _commands(url).upgrade(to)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == asyncpg.LockNotAvailableError.sqlstate:
            raise Unavailable(
                "schema_locked",
                f"A table was in use by a long transaction for more than {LOCK_TIMEOUT}.",
                remedy="Run it again; pg_stat_activity says who holds what.",
            ) from error
        raise


def downgrade(url: str, to: str) -> None:
    """Migrate down, losing what the newer schema held."""
    _commands(url).downgrade(to)


def _commands(url: str) -> Any:
    # Imported here: most of a second, needed only when there is something to migrate.
    from advanced_alchemy.alembic.commands import AlembicCommands  # noqa: PLC0415
    from advanced_alchemy.config import (  # noqa: PLC0415
        AlembicAsyncConfig,
        SQLAlchemyAsyncConfig,
    )

    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Its owner's alone; SQLite gives the files beside it the same mode.
        path.touch(mode=0o600)
        engine_url = f"sqlite+aiosqlite:///{path}"
    else:
        engine_url = postgresql_url(url).replace("postgresql://", "postgresql+asyncpg://", 1)
    return AlembicCommands(
        SQLAlchemyAsyncConfig(
            connection_string=engine_url,
            alembic_config=AlembicAsyncConfig(
                script_location=str(FOLDER), version_table_name=VERSION_TABLE
            ),
        )
    )
