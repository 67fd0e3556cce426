"""`kill -9` at steps of operations that write: all of them in `make faults`, here a few."""

from typing import Any

from tests.faults.everywhere.deeds import deeds, writing
from tests.faults.kind import Budget
from tests.faults.kinds.kill_everywhere import KINDS
from tests.faults.stage import lent

SLICE = Budget(seconds=10, seed=7, is_slice=True)
(KILLS,) = KINDS


def test_every_operation_that_writes_has_a_good_case() -> None:
    assert [deed.use_case for deed in deeds()] == list(writing())


def test_what_is_killed_at_any_step_has_happened_once_or_not_at_all(
    store: str, templates: Any
) -> None:
    with lent(templates):
        outcome = KILLS.run(store, SLICE)
    assert outcome.is_clean, outcome
    assert outcome.cases >= 30


def test_an_operation_in_several_transactions_would_be_found_out(templates: Any) -> None:
    """The test above can fail."""
    with lent(templates):
        outcome = KILLS.control("sqlite", SLICE)
    assert any("half of it is there" in one for one in outcome.broken), outcome
