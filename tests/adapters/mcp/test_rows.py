"""Rows of lists: whatever names they carry, they fit their budget and lose as little as needed."""

import json

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct

from clara.adapters.mcp.rows import ENCODER, CardTransactionRow, fitted


class Row(Struct, frozen=True, kw_only=True):
    first: str
    second: str | None = None


def test_a_row_within_its_budget_is_left_alone():
    row = Row(first="Uber", second="Luis Pérez")
    assert fitted(row, ("first", "second"), 100) is row


def test_the_longest_text_pays_and_short_ones_stay_whole():
    row = fitted(Row(first="a" * 100, second="Luis"), ("first", "second"), 60)
    assert row.second == "Luis"
    assert row.first.endswith("a…")
    assert len(ENCODER.encode(row)) <= 60


@given(first=st.text(max_size=120), second=st.none() | st.text(max_size=120))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_budget(first, second):
    row = fitted(Row(first=first, second=second), ("first", "second"), 80)
    assert len(ENCODER.encode(row)) <= 80
    assert (row.second is None) is (second is None)
    msgspec.json.decode(ENCODER.encode(row), type=Row)


@pytest.mark.parametrize("minor", [10**15, -(10**15), 1])
def test_amounts_survive_as_numbers_exactly(transaction, minor):
    row = CardTransactionRow.of(transaction(amount_minor=minor))
    decoded = json.loads(ENCODER.encode(row))
    assert decoded["amount_minor"] == minor
    assert round(decoded["amount"] * 100) == minor
