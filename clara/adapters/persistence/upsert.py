"""Inserts that meet a row already there. Both stores speak the same `ON CONFLICT`, and SQLite's
dialect writes what PostgreSQL reads."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert

from clara.adapters.persistence.statement import named


def insert_named(table: Table, columns: Sequence[str]) -> Insert:
    """Insert `columns`, each from the value of its own name."""
    return insert(table).values({name: named(name) for name in columns})


def insert_or_ignore(table: Table, columns: Sequence[str], *, index: Sequence[str]) -> Insert:
    """As `insert_named`; a row that meets the unique `index` is left alone and counts as none."""
    return insert_named(table, columns).on_conflict_do_nothing(index_elements=list(index))


def insert_or_update(
    table: Table, columns: Sequence[str], *, index: Sequence[str], changes: dict[str, Any]
) -> Insert:
    """As `insert_named`; a row that meets the unique `index` is changed instead."""
    return insert_named(table, columns).on_conflict_do_update(
        index_elements=list(index), set_=changes
    )
