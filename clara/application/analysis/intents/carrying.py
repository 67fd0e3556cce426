"""Which function carries which intent out, and what none of them can."""

from collections.abc import Awaitable, Callable, Mapping

from clara.application.analysis.intents.averages import average
from clara.application.analysis.intents.card_states import card_states
from clara.application.analysis.intents.comparing import comparison
from clara.application.analysis.intents.counts import DISTINCT, counting
from clara.application.analysis.intents.listings import largest, listing
from clara.application.analysis.intents.patterns import duplicates, recurring, unusual
from clara.application.analysis.intents.policies import policy
from clara.application.analysis.intents.rankings import ranking
from clara.application.analysis.intents.receipts import receipts
from clara.application.analysis.intents.shares import share
from clara.application.analysis.intents.statements import statement
from clara.application.analysis.intents.totals import total
from clara.application.analysis.intents.trends import trend
from clara.application.analysis.work import Outcome, Work
from clara.domain.analysis.plan import Intent, QueryPlan
from clara.domain.analysis.refusal import RefusalReason

INTENTS: Mapping[Intent, Callable[[Work], Awaitable[Outcome]]] = {
    Intent.TOTAL: total,
    Intent.TOP: ranking,
    Intent.LIST: listing,
    Intent.LARGEST: largest,
    Intent.COMPARE: comparison,
    Intent.TREND: trend,
    Intent.AVERAGE: average,
    Intent.COUNT: counting,
    Intent.SHARE: share,
    Intent.DUPLICATES: duplicates,
    Intent.RECURRING: recurring,
    Intent.UNUSUAL: unusual,
    Intent.POLICY: policy,
    Intent.CARDS: card_states,
    Intent.RECEIPTS: receipts,
    Intent.STATEMENT: statement,
}

_OF_FILES = frozenset({Intent.RECEIPTS, Intent.STATEMENT})
_GROUPED = frozenset({Intent.TOP, Intent.TREND, Intent.COMPARE, Intent.AVERAGE, Intent.SHARE})
_SIZED = _GROUPED | {Intent.TOTAL, Intent.COUNT}


def why_not(plan: QueryPlan, *, has_files: bool) -> RefusalReason | None:
    """Receipts and statements are not held: they come with the question. Different ones are counted
    of everything asked for, not of each group of another kind."""
    if plan.intent in _OF_FILES and not has_files:
        return RefusalReason.NEEDS_ATTACHMENTS
    is_grouped = plan.dimension is not None or plan.intent in _GROUPED
    if plan.measure in DISTINCT and plan.intent in _SIZED and is_grouped:
        return RefusalReason.TWO_GROUPINGS
    return None
