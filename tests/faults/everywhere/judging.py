"""Whether what a dead process left is all or nothing, and what is there after a repetition has
happened once."""

from collections import Counter
from dataclasses import dataclass

from clara.application.use_case import Effect
from tests.faults.everywhere.acting import Lived, Repeated, Untouched
from tests.faults.everywhere.deeds import Deed
from tests.faults.everywhere.looking import Comparing, Log, State, counts, differing

_REFUSALS = ("refused", "failed")


@dataclass(frozen=True)
class Spending:
    """What is used up for good before anything else happens, in `tables`: whoever died then is refused
    with it, and asks for another. `ends` are the tables in which that leaves more."""

    tables: frozenset[str]
    refusal: str
    ends: frozenset[str] = frozenset()


_CODE = Spending(frozenset({"one_time_codes"}), "unauthenticated")
# A refresh token that comes twice ends its grant: somebody may have a copy.
_TOKEN = Spending(frozenset({"oauth_tokens"}), "invalid_grant", frozenset({"credentials"}))
SPENDING = {
    "user.activate": _CODE,
    "user.change_password": _CODE,
    "user.enable_two_factor": _CODE,
    "user.disable_two_factor": _CODE,
    "oauth.exchange_code": Spending(frozenset({"oauth_codes"}), "invalid_grant"),
    "oauth.refresh": _TOKEN,
}
AFTERWARDS = {"user.sign_out": "unauthenticated"}
"""How a repetition is refused after which nobody may ask any more, once it is done."""
NUMBERED = ("company.create", "demo.load")
"""What PostgreSQL gives numbers to, none twice, whatever becomes of the first."""
OUTSIDE = ("card.hold_statement",)
"""What keeps a file and no row."""


STAGED_ROWS = {
    "card.import": frozenset(
        {"imports", "counters", "card_transactions", "merchants", "cards", "cardholders"}
    ),
    "stripe.buy": frozenset({"payment_customers", "credit_purchases"}),
}
"""What is written step by step, and shown to nobody before the end."""
ATTEMPTS = {
    "card.import": frozenset({"imports"}),
    # Known here before the provider is asked: one that nobody can pay expires.
    "stripe.buy": frozenset({"credit_purchases"}),
}
"""What has a row for each attempt, also for one that died."""


@dataclass(frozen=True)
class Verdict:
    """Of one kill; `broken` is a sentence for each thing that may not be."""

    is_lost: bool = False
    is_doubled: bool = False
    broken: tuple[str, ...] = ()


class Judge:
    """Of what processes leave behind that die during one deed. `soon` is what is left when nobody
    dies, `late` the same some minutes later."""

    def __init__(self, deed: Deed, untouched: Untouched, soon: Lived, late: Lived) -> None:
        self._name = deed.name
        self._leaves_traces = deed.use_case.effect is Effect.STAGED or deed.name in NUMBERED
        self._was, self._comparing = untouched, Comparing(untouched.found)
        self._soon, self._late = self._plain(soon), self._plain(late)
        self._said, self._said_late = self._news(soon.found.log), self._news(late.found.log)
        self._refusals = (soon.refusal, late.refusal)
        self._spending = SPENDING.get(deed.name)

    def doubts(self) -> list[str]:
        """Why nothing could be learnt from its case."""
        if self._refusals[0] is not None:
            return [f"{self._name}: its good case is refused, {self._refusals[0]}"]
        if self._soon == self._comparing.untouched and self._name not in OUTSIDE:
            return [f"{self._name}: its good case changes nothing"]
        return []

    def judge(self, repeated: Repeated) -> Verdict:
        left, after = self._comparing.plain(repeated.left), self._comparing.plain(repeated.after)
        worse = tuple(sorted(set(repeated.broken) - set(self._was.broken)))
        news = self._news(repeated.after.log)
        if self._is(left, self._soon):
            expected, said = self._soon, self._said
            refusal = AFTERWARDS.get(self._name)
        else:
            if self._is_spent(left, after, repeated.refusal) and not news:
                return Verdict(broken=worse)
            expected, said, refusal = self._late, self._said_late, self._refusals[1]
            half = set(differing(left, self._comparing.untouched)) - self._in_steps
            if half and not self._is(left, self._comparing.untouched):
                worse = (*worse, f"half of it is there, in {sorted(half)}")
        if repeated.refusal != refusal:
            worse = (*worse, f"repeated, it is answered {repeated.refusal}")
        if self._is(after, expected) and news == said:
            return Verdict(broken=worse)
        is_more = self._is_more(after, expected) or bool(news - said)
        tables = differing(after, expected)
        return Verdict(not is_more, is_more, (*worse, f"repeated, {tables} differ, {dict(news)}"))

    def _plain(self, lived: Lived) -> State:
        return self._comparing.plain(lived.found)

    def _news(self, log: Log) -> Log:
        """What the log says more than at first, but for refusals."""
        more = log - self._was.found.log
        return Counter({entry: n for entry, n in more.items() if entry[1] not in _REFUSALS})

    def _is(self, one: State, other: State) -> bool:
        """Where a first try leaves traces, there are as many of each thing."""
        return self._counts(one) == self._counts(other) if self._leaves_traces else one == other

    def _is_spent(self, left: State, after: State, refusal: str | None) -> bool:
        spending = self._spending
        if spending is None or refusal != spending.refusal:
            return False
        is_only = set(differing(left, self._comparing.untouched)) == spending.tables
        return is_only and set(differing(after, left)) <= spending.tables | spending.ends

    @property
    def _in_steps(self) -> frozenset[str]:
        """What may be there of an attempt that died."""
        staged = STAGED_ROWS.get(self._name, frozenset[str]())
        return staged | (self._spending.tables if self._spending else frozenset())

    def _is_more(self, one: State, other: State) -> bool:
        expected = self._counts(other)
        return any(n > expected[name] for name, n in self._counts(one).items())

    def _counts(self, state: State) -> dict[str, int]:
        apart = ATTEMPTS.get(self._name, frozenset[str]())
        return {name: n for name, n in counts(state).items() if name not in apart}
