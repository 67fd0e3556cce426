"""Statements written in SQLAlchemy Core, compiled once, run straight on the driver.

SQLAlchemy's own execution costs more than the query for a page of rows (see
`docs/adr/0003-core-compiled-once.md`); its expression language and dialects cost nothing once a
statement has been turned into text.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ARRAY, BindParameter, ColumnElement, FromClause, bindparam
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.types import Boolean, TypeEngine


class _HintingCompiler(SQLiteCompiler):
    """SQLAlchemy's drops hints; ours name the index that a grouping has to follow."""

    def get_from_hint_text(self, table: FromClause, text: str | None) -> str | None:
        return text


POSTGRESQL: Dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]
SQLITE: Dialect = sqlite.dialect()
SQLITE.statement_compiler = _HintingCompiler


class Statement:
    """A statement whose text is made on first use and kept, per dialect.

    Values are given by name when it runs; they must be what drivers take as they are (text,
    integers, booleans, bytes, None, and lists for `any_of`).
    """

    __slots__ = ("_core", "_postgresql", "_sqlite")

    def __init__(self, core: ClauseElement) -> None:
        self._core = core
        self._postgresql: tuple[str, tuple[str, ...], Mapping[str, Any]] | None = None
        self._sqlite: tuple[str, tuple[str, ...], Mapping[str, Any]] | None = None

    def for_postgresql(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Text with `$n` and the values in that order."""
        if self._postgresql is None:
            self._postgresql = _compile(self._core, POSTGRESQL)
        text, names, constants = self._postgresql
        return text, [values[n] if n in values else constants[n] for n in names]

    def for_sqlite(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Text with `?` and the values in that order; lists travel as JSON text."""
        if self._sqlite is None:
            self._sqlite = _compile(self._core, SQLITE)
        text, names, constants = self._sqlite
        return text, [_plain(values[n]) if n in values else _plain(constants[n]) for n in names]


def _compile(
    core: ClauseElement, dialect: Dialect
) -> tuple[str, tuple[str, ...], Mapping[str, Any]]:
    compiled = core.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
    assert isinstance(compiled, SQLCompiler)
    names = tuple(compiled.positiontup or ())
    # What has no value yet is given when the statement runs; a forgotten one is then a KeyError.
    constants = {n: value for n, value in compiled.params.items() if value is not None}
    return str(compiled), names, constants


def _plain(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def named(name: str, type_: TypeEngine[Any] | None = None) -> BindParameter[Any]:
    """A value given by name when the statement runs."""
    return bindparam(name, None, type_=type_)


class any_of(ColumnElement[bool]):  # noqa: N801 - reads as a function where it is used
    """`column` is one of a list given by `name` when the statement runs, however long it is."""

    inherit_cache = False
    type = Boolean()
    # Without it, SQLite is asked for `(x IN (…)) = 1`, which no index can answer.
    _is_implicitly_boolean = True

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        self.column = column
        self.values: BindParameter[Any] = bindparam(name, None, type_=ARRAY(column.type))


@compiles(any_of, "postgresql")
def _any_postgresql(element: any_of, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = (
        compiler.process(element.column, **kwargs),
        compiler.process(element.values, **kwargs),
    )
    return f"{column} = ANY({values})"


@compiles(any_of, "sqlite")
def _any_sqlite(element: any_of, compiler: SQLCompiler, **kwargs: Any) -> str:
    column, values = (
        compiler.process(element.column, **kwargs),
        compiler.process(element.values, **kwargs),
    )
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - compiled parts


Row = Sequence[Any]
