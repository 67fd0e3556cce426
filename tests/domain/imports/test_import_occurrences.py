"""The compact counter gives what a dict would."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from clara.domain.imports.occurrences import Occurrences


@given(st.lists(st.integers(0, 2**64 - 2), max_size=300))
def test_it_numbers_each_occurrence_like_a_counter(keys: list[int]) -> None:
    occurrences, counter = Occurrences(), Counter[int]()
    for key in keys + keys:
        # Keys 0 and 2**64 - 1 share a slot, by design.
        counter[key] += 1
        assert occurrences.next(key) == counter[key]


def test_it_keeps_counts_while_it_grows() -> None:
    occurrences = Occurrences()
    keys = [(number * 0x9E3779B97F4A7C15) % 2**64 for number in range(20_000)]
    assert {occurrences.next(key) for key in keys} == {1}
    assert {occurrences.next(key) for key in keys} == {2}


def test_keys_that_share_a_slot_are_told_apart() -> None:
    occurrences = Occurrences()
    assert [occurrences.next(number << 40) for number in range(100)] == [1] * 100
    assert [occurrences.next(number << 40) for number in range(100)] == [2] * 100
