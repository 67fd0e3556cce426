"""What is said when all hunts are over: on the terminal, in `build/`, and in the documentation."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.fuzz.tally import Tally

_BEGIN, _END = "<!-- last run -->", "<!-- end of last run -->"


@dataclass
class Report:
    """One run. `complaints` are about the server as a whole: its log, or that it ended."""

    store: str
    seed: int
    tallies: list[Tally] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not self.complaints and not any(one.kinds for one in self.tallies)

    def markdown(self) -> str:
        """A table with a row for each hunt, and what the run was."""
        rows = [
            "| hunt | cases | seconds | refused | distinct answers | 5xx | leaks | other findings |",
            "|---|---|---|---|---|---|---|---|",
            *map(_row, self.tallies),
        ]
        if len(self.tallies) > 1:
            rows.append(_row(_together(self.tallies)))
        day = datetime.now(UTC).date()
        return "\n".join([f"{day}, {self.store}, seed {self.seed}:", "", *rows])

    def data(self) -> dict[str, Any]:
        """The same, with every distinct answer and each finding's first case."""
        return {
            "store": self.store,
            "seed": self.seed,
            "cases": sum(one.cases for one in self.tallies),
            "server_errors": sum(one.server_errors for one in self.tallies),
            "leaks": sum(one.leaks for one in self.tallies),
            "complaints": self.complaints,
            "hunts": [_data(one) for one in self.tallies],
        }

    def keep(self, folder: Path, logged: Path) -> None:
        """As `fuzz.json` and `fuzz.md`; beside them what the server `logged`."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "fuzz.json").write_text(json.dumps(self.data(), indent=1), encoding="utf-8")
        (folder / "fuzz.md").write_text(self.markdown() + "\n", encoding="utf-8")
        shutil.copyfile(logged, folder / "fuzz.log")

    def write_into(self, page: Path) -> None:
        """In place of the last run's table."""
        before, _, rest = page.read_text(encoding="utf-8").partition(_BEGIN)
        _, _, after = rest.partition(_END)
        text = f"{before}{_BEGIN}\n{self.markdown()}\n{_END}{after}"
        page.write_text(text, encoding="utf-8")

    def show(self) -> None:
        for tally in self.tallies:
            _show_answers(tally)
        print(f"\n{self.markdown()}\n")
        for complaint in self.complaints:
            print(f"FAILED: {complaint}")
        for tally in self.tallies:
            _show_findings(tally, self.seed)
        if self.is_clean:
            print("Nothing was found.")


def _data(tally: Tally) -> dict[str, Any]:
    return {
        "hunt": tally.hunt,
        "cases": tally.cases,
        "seconds": round(tally.seconds, 1),
        "answers": dict(tally.answers.most_common()),
        "first_cases": tally.firsts,
        "findings": [
            {**asdict(one), "times": tally.counts[sentence]}
            for sentence, one in tally.findings.items()
        ],
        "notes": tally.notes,
    }


def _row(tally: Tally) -> str:
    refused = sum(times for said, times in tally.answers.items() if said.startswith("4"))
    return (
        f"| {tally.hunt} | {tally.cases:,} | {tally.seconds:.0f} | {refused:,}"
        f" | {len(tally.answers)} | {tally.server_errors} | {tally.leaks} | {tally.others} |"
    )


def _together(tallies: Sequence[Tally]) -> Tally:
    found = Tally("all")
    for one in tallies:
        found.cases += one.cases
        found.seconds += one.seconds
        found.answers.update(one.answers)
        found.kinds.update(one.kinds)
    return found


def _show_answers(tally: Tally) -> None:
    print(f"\n{tally.hunt}: {tally.cases:,} cases; {'; '.join(tally.notes)}")
    for said, times in tally.answers.most_common():
        print(f"  {times:7} {said}")


def _show_findings(tally: Tally, seed: int) -> None:
    for sentence, finding in tally.findings.items():
        print(f"FAILED: {tally.hunt}: {sentence} ({tally.counts[sentence]} times)")
        if finding.case >= 0:
            again = f"--hunts {tally.hunt} --seed {seed} --case {finding.case}"
            print(f"  again: python -m tests.fuzz {again}")
        print(f"  sent: {finding.sent!r}\n  answered: {finding.answered!r}")
