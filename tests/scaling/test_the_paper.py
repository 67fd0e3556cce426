"""What `docs/scaling.md` says of tables is so."""

import re
from pathlib import Path

from tests.scaling.placement import OF_EVERYBODY, statements

PAPER = Path(__file__).parents[2] / "docs" / "scaling.md"


def test_the_statements_of_the_paper_are_those_of_the_tables() -> None:
    (printed,) = re.findall(r"```sql\n(.*?)```", PAPER.read_text(encoding="utf-8"), re.DOTALL)
    assert printed.splitlines() == statements()


def test_three_tables_are_everybodys() -> None:
    assert "three small tables of everybody" in PAPER.read_text(encoding="utf-8")
    assert len(OF_EVERYBODY) == 3
