"""Summaries short enough for a conversation.

Groups that have no place are summed as `others`, so that groups and others add up to the totals
whatever was left out; `coverage.complete` is then False.
"""

from typing import Any

from msgspec import Struct, structs

from clara.adapters.mcp.rows import ENCODER, MAX_ANSWER_BYTES, cut_text
from clara.adapters.wire.card_transactions import SummaryView
from clara.domain.card_transactions.summary import shortened
from clara.domain.card_transactions.totals import Summary

MAX_LABEL_BYTES = 120
_WORDS = 1_000
"""Bytes for names of fields."""


def fitted_answer(summary: Summary) -> SummaryView:
    """As many groups as an answer holds, from the first on."""
    view = SummaryView.of(summary)
    if size_of(view) <= MAX_ANSWER_BYTES:
        return view
    # The others may be as long as the totals.
    room = MAX_ANSWER_BYTES - _WORDS - 3 * size_of(view.totals) - size_of(view.coverage)
    return SummaryView.of(fitted_summary(summary, room))


def fitted_summary(summary: Summary, room: int) -> Summary:
    """`summary` with no more groups than `room` bytes hold; long labels end in an ellipsis."""
    groups = tuple(
        structs.replace(group, label=cut_text(group.label, MAX_LABEL_BYTES))
        for group in summary.groups
    )
    labelled = structs.replace(summary, groups=groups)
    return shortened(labelled, fitting(SummaryView.of(labelled).groups, room))


def fitting(rows: tuple[Struct, ...], room: int) -> int:
    """How many of the first `rows` have a place in `room` bytes of JSON."""
    for place, row in enumerate(rows):
        room -= size_of(row) + 1
        if room < 0:
            return place
    return len(rows)


def size_of(part: Any) -> int:
    """Bytes of JSON."""
    return len(ENCODER.encode(part))
