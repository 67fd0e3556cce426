"""What a hunt sent and what it was answered, counted as it goes."""

from collections import Counter
from dataclasses import dataclass, field

from tests.fuzz.judges import Complaint

_KEPT = 30
_SHOWN = 600


@dataclass(frozen=True)
class Finding:
    """The first case of its kind; `count` says how many there were."""

    complaint: Complaint
    case: int
    sent: str
    answered: str


@dataclass
class Tally:
    """`answers` by status, and by code where there is one; `firsts` are the first case of each. `notes` are figures beside the counts."""

    hunt: str
    cases: int = 0
    seconds: float = 0.0
    answers: Counter[str] = field(default_factory=Counter)
    firsts: dict[str, int] = field(default_factory=dict)
    kinds: Counter[str] = field(default_factory=Counter)
    findings: dict[str, Finding] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def count(self, outcome: str, case: int) -> None:
        self.cases += 1
        self.answers[outcome] += 1
        self.firsts.setdefault(outcome, case)

    def complain(
        self, complaint: Complaint, case: int, sent: bytes = b"", answered: bytes = b""
    ) -> None:
        """Keeps the first case of each complaint, 30 complaints at most."""
        self.kinds[complaint.kind] += 1
        self.counts[complaint.sentence] += 1
        if complaint.sentence not in self.findings and len(self.findings) < _KEPT:
            shown = sent[:_SHOWN].decode("latin-1"), answered[:_SHOWN].decode("latin-1")
            self.findings[complaint.sentence] = Finding(complaint, case, *shown)

    @property
    def server_errors(self) -> int:
        return self.kinds["5xx"]

    @property
    def leaks(self) -> int:
        return self.kinds["leak"]

    @property
    def others(self) -> int:
        return self.kinds.total() - self.server_errors - self.leaks
