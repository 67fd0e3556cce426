"""What a question is limited to, said in its answer."""

from clara.application.analysis.work import Work
from clara.domain.analysis.plan import Dimension


def where(work: Work) -> str:
    """The names a question is limited to, in brackets behind what is measured."""
    filters = work.plan.filters
    names = [*filters.merchants, *filters.cardholders]
    names += [work.called(Dimension.CATEGORY, one.value, "") for one in filters.categories]
    if not names:
        return ""
    return f" ({', '.join(work.sentence.name(name) for name in names)})"
