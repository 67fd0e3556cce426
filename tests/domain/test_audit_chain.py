"""The activity log's chain: nothing in an entry, its place or its past can change unseen."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from clara.domain.audit.entry import GENESIS, AuditEntry, Outcome, chain_hash
from clara.domain.credentials.actor import Door

AT = datetime(2026, 10, 14, 12, 30, 15, 123456, tzinfo=UTC)


def an_entry(**changes: Any) -> AuditEntry:
    entry = AuditEntry(
        id="entry_1",
        company_id="company_1",
        at=AT,
        action="card.locked",
        outcome=Outcome.DONE,
        door=Door.MCP,
        user_id="user_1",
        user_name="Ana",
        credential_kind="mcp",
        credential_id="credential_1",
        subject="card_1",
        request_id="request_1",
        client="assistant",
        latency_ms=12,
        details={"reason": "lost", "levels": ["holder"]},
    )
    return structs.replace(entry, **changes)


CHANGES: dict[str, list[Any]] = {
    "id": ["entry_2", ""],
    "company_id": ["company_2", None],
    "at": [AT + timedelta(microseconds=1), AT - timedelta(hours=1)],
    "action": ["card.unlocked"],
    "outcome": [outcome for outcome in Outcome if outcome is not Outcome.DONE],
    "door": [door for door in Door if door is not Door.MCP],
    "user_id": ["user_2", None, ""],
    "user_name": ["ana", None],
    "credential_kind": ["api", None],
    "credential_id": ["credential_2", None],
    "subject": ["card_2", None],
    "request_id": ["request_2", None],
    "client": ["assistant ", None],
    "latency_ms": [13, 0, None],
    "details": [
        {},
        {"reason": "stolen", "levels": ["holder"]},
        {"reason": "lost", "levels": []},
        {"reason": "lost", "levels": ["holder"], "more": None},
        {"reason": "lost", "levels": "holder"},
    ],
}


def test_every_field_is_among_the_changes() -> None:
    assert set(CHANGES) == set(AuditEntry.__struct_fields__)


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in CHANGES.items() for value in values]
)
def test_changing_any_field_changes_the_hash(field: str, value: Any) -> None:
    changed = an_entry(**{field: value})
    assert chain_hash(GENESIS, 1, changed) != chain_hash(GENESIS, 1, an_entry())


@given(st.integers(1, 2**63), st.integers(1, 2**63))
def test_the_place_is_part_of_the_hash(one: int, other: int) -> None:
    same = chain_hash(GENESIS, one, an_entry()) == chain_hash(GENESIS, other, an_entry())
    assert same is (one == other)


@given(st.binary(min_size=32, max_size=32))
def test_the_previous_hash_is_part_of_the_hash(previous: bytes) -> None:
    same = chain_hash(previous, 1, an_entry()) == chain_hash(GENESIS, 1, an_entry())
    assert same is (previous == GENESIS)


def test_a_change_in_the_past_changes_every_later_hash() -> None:
    def chain(entries: list[AuditEntry]) -> list[bytes]:
        hashes = [GENESIS]
        for sequence, entry in enumerate(entries, start=1):
            hashes.append(chain_hash(hashes[-1], sequence, entry))
        return hashes[1:]

    entries = [an_entry(id=f"entry_{place}") for place in range(6)]
    forged = [*entries[:2], structs.replace(entries[2], user_name="Eve"), *entries[3:]]
    before, after = chain(entries), chain(forged)
    assert before[:2] == after[:2]
    assert all(one != other for one, other in zip(before[2:], after[2:], strict=True))


def test_the_order_of_details_does_not_matter() -> None:
    """Stores may hand a JSON object's keys back in another order."""
    one = an_entry(details={"a": 1, "b": {"c": 2, "d": 3}})
    other = an_entry(details={"b": {"d": 3, "c": 2}, "a": 1})
    assert chain_hash(GENESIS, 1, one) == chain_hash(GENESIS, 1, other)


def test_the_same_instant_in_another_zone_has_the_same_hash() -> None:
    """A store may hand times back in the zone of its session."""
    there = AT.astimezone(timezone(timedelta(hours=-6)))
    assert chain_hash(GENESIS, 1, an_entry(at=there)) == chain_hash(GENESIS, 1, an_entry())


def test_a_hash_has_32_bytes_and_never_changes_for_the_same_entry() -> None:
    """Pinned: a chain sealed by one version must verify in the next."""
    assert chain_hash(GENESIS, 1, an_entry()).hex() == (
        "cda303170130579807e2909d2cb7a4c42ec22c33ae11b6750fab0f8746c30cbd"
    )


def test_fields_cannot_be_moved_into_one_another() -> None:
    one = an_entry(user_id="a", user_name='b","x":"c')
    other = an_entry(user_id='a","user_name":"b', user_name="c")
    assert chain_hash(GENESIS, 1, one) != chain_hash(GENESIS, 1, other)
