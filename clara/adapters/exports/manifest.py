"""What an export holds, so that whoever receives it can check that nothing is missing."""

from msgspec import Struct

from clara.adapters.wire.card_transactions import CoverageView, TotalsView
from clara.application.card_transactions.ports import Exported


class Manifest(Struct, frozen=True, kw_only=True):
    """`rows` in the file, what they add up to, and what was counted."""

    rows: int
    totals: TotalsView
    coverage: CoverageView

    @classmethod
    def of(cls, exported: Exported) -> "Manifest":
        return cls(
            rows=exported.totals.count,
            totals=TotalsView.of(exported.totals),
            coverage=CoverageView.of(exported.coverage),
        )
