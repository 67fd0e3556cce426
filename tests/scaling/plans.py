"""How a store would carry a statement out, and which of its reads are not bound to one company."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

import psycopg
import pysqlite3
from sqlalchemy import Table

from clara.adapters.persistence.statement import Statement

_PLAN = b"EXPLAIN (GENERIC_PLAN, FORMAT JSON) "
# Small tables are read through rather than looked up in; these stand for large ones.
_SETTINGS = ("SET enable_seqscan = off", "SET jit = off")
_BOUND = re.compile(r"\bcompany_(?:number|id) = ")
_SQLITE_STEP = re.compile(r"(SCAN|SEARCH) (\w+)(?: USING .*?(?:INDEX (\w+)|(PRIMARY KEY)))?")
_SQLITE_BOUND = re.compile(r"\(company_(?:number|id)=\?")
_ALIAS = re.compile(r"\b(\w+) AS (\w+)")


class Read(NamedTuple):
    """Of a company's table, along an index or without any."""

    table: str
    along: str | None
    how: str


class Plans(Protocol):
    """Of one store."""

    def unbound(self, statement: Statement) -> list[Read]:
        """Each read of a company's table that is no range of an index within one company."""


class _Anything(Mapping[str, Any]):
    """Values for a plan that is made for all of them."""

    def __getitem__(self, name: str) -> None:
        return None

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, name: object) -> bool:
        return True


ANYTHING = _Anything()


def _names_any(text: str, tables: Mapping[str, Table]) -> bool:
    """Others are not explained: some are about one store itself, and the other can't."""
    return not tables.keys().isdisjoint(re.findall(r"\w+", text))


class PostgresPlans(Plans):
    """The generic plans that are used in production, on tables as they are filled."""

    def __init__(self, connection: "psycopg.Connection[Any]", tables: Mapping[str, Table]) -> None:
        self._connection, self._tables = connection, tables
        # A prepared one would ask for the values that there are none of.
        connection.prepare_threshold = None
        for setting in _SETTINGS:
            connection.execute(setting)

    def unbound(self, statement: Statement) -> list[Read]:
        return [
            Read(node["Relation Name"], _index(node), f"{node['Node Type']} {_conditions(node)}")
            for node in self._nodes(statement)
            if node["Relation Name"] in self._tables and not _is_bound(node)
        ]

    def _nodes(self, statement: Statement) -> Iterator[dict[str, Any]]:
        text, _ = statement.for_postgresql(ANYTHING)
        if not _names_any(text, self._tables):
            return iter(())
        row = self._connection.execute(_PLAN + text.encode()).fetchone()
        assert row is not None
        return (node for node in _below(row[0][0]["Plan"]) if "Relation Name" in node)


def _below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for part in node.get("Plans", ()):
        yield from _below(part)


def _is_bound(node: dict[str, Any]) -> bool:
    match node["Node Type"]:
        case "ModifyTable":
            return True
        case "Bitmap Heap Scan" | "BitmapOr":
            return all(map(_is_bound, _bitmaps(node)))
        case "BitmapAnd":
            return any(map(_is_bound, _bitmaps(node)))
        case _:
            return _BOUND.search(node.get("Index Cond", "")) is not None


def _bitmaps(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in node["Plans"] if one["Parent Relationship"] in ("Outer", "Member")]


def _index(node: dict[str, Any]) -> str | None:
    found = (one["Index Name"] for one in _below(node) if "Index Name" in one)
    return next(found, None)


def _conditions(node: dict[str, Any]) -> str:
    return f"{node.get('Index Cond', 'all of it')} then {node.get('Filter', 'no filter')}"


class SqlitePlans(Plans):
    """As it plans in production, where it knows nothing of how full tables are."""

    def __init__(self, connection: "pysqlite3.Connection", tables: Mapping[str, Table]) -> None:
        self._connection, self._tables = connection, tables

    def unbound(self, statement: Statement) -> list[Read]:
        text, values = statement.for_sqlite(ANYTHING)
        if not _names_any(text, self._tables):
            return []
        aliases = {alias: table for table, alias in _ALIAS.findall(text)}
        reads = []
        for *_, step in self._connection.execute(f"EXPLAIN QUERY PLAN {text}", values):
            found = _SQLITE_STEP.match(step)
            if found is None:
                continue
            table = self._tables.get(aliases.get(str(found[2]), str(found[2])))
            if table is not None and not _is_company_searched(table, step):
                reads.append(Read(table.name, found[3], step))
        return reads


def _is_company_searched(table: Table, step: str) -> bool:
    # The number of a company itself is what rows of such a table are numbered by.
    is_its_key = len(table.primary_key.columns) == 1 and "INTEGER PRIMARY KEY (rowid=?)" in step
    return step.startswith("SEARCH") and (is_its_key or _SQLITE_BOUND.search(step) is not None)
