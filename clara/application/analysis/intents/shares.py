"""What part of the whole: the names and categories of a question against everybody and all."""

from msgspec import structs

from clara.application.analysis.intents.rankings import ranking
from clara.application.analysis.intents.tables import AMOUNT, COUNT, CURRENCY, SHARE, Cells, table
from clara.application.analysis.intents.totals import totals_in
from clara.application.analysis.intents.where import where
from clara.application.analysis.work import NOTHING, Outcome, Work
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.plan import Filters
from clara.domain.analysis.ratio import per_mille

_WHOSE = ("merchants", "cardholders", "cardholder_ids", "card_ids", "categories")


async def share(work: Work) -> Outcome:
    """Without a part to speak of, every group's share: a ranking has them."""
    if not any(getattr(work.plan.filters, name) for name in _WHOSE):
        return await ranking(work)
    whole = measured(_of_everybody(work.plan.filters), work.plan.measure)
    sheet = await work.sheet()
    sizes = work.sizes((await work.sheet(filters=whole.asked)).sums(whole.countings))
    say = work.sentence
    rows: list[Cells] = []
    for part in await totals_in(work, sheet):
        held = sizes.get(part.currency, NOTHING)
        cell = work.cell(work.words("everything"), part.currency, held)
        [all_] = await work.figures.add("total", [cell], filters=whole.named)
        rows.append((part.label, part.currency, part.amount_minor, part.count, None))
        rows.append((all_.label, all_.currency, all_.amount_minor, all_.count, None))
        thousandths = per_mille(part.size, held.minor)
        parts = {
            "measure": part.label,
            "where": where(work),
            "period": say.period(work.plan.period),
            "part": say.figure(part),
            "whole": say.figure(all_),
        }
        if thousandths is None:
            say.say("share.none", **parts)
            continue
        figure = work.figures.derive(
            "share", work.words("share"), [part, all_], per_mille=thousandths
        )
        rows[-2] = (*rows[-2][:4], thousandths)
        say.say("share.of", **parts, share=say.figure(figure))
    return Outcome(
        sentence=say,
        coverage=sheet.coverage,
        table=table(work, ("measure", "text"), CURRENCY, AMOUNT, COUNT, SHARE, rows=rows),
        follow_ups=("follow.by_category", "follow.trend"),
    )


def _of_everybody(filters: Filters) -> Filters:
    return structs.replace(filters, **dict.fromkeys(_WHOSE, ()))
