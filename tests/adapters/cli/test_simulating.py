"""`clara simulate`: scenarios and a month of normal life in the demo company."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.cli.conftest import Installation

SCENARIO = """\
name = "A lost card"
seed = 3
starts_at = 2026-12-01T15:00:00Z

[[steps]]
do = "charge"
name = "lunch"
card = "{card}"
amount = 129.90
merchant = "FONDA PRUEBA"
mcc = 5812
expect = "approved"

[[steps]]
do = "lock"
card = "{card}"
reason = "Lost in a taxi"

[[steps]]
do = "charge"
card = "{card}"
amount = 50
merchant = "UBER TRIP"
expect = "locked_by_company"

[[steps]]
do = "unlock"
card = "{card}"

[[steps]]
do = "advance"
hours = 5

[[steps]]
do = "capture"
of = "lunch"
amount = 140
{more}"""


def card_of(here: Installation) -> str:
    [(card,)] = here.query(
        "SELECT id FROM cards WHERE status = 'ACTIVE' AND limit_minor IS NULL"
        " AND currency = 'MXN' ORDER BY id LIMIT 1"
    )
    return str(card)


def scenario(here: Installation, more: str = "", name: str = "lost.toml") -> str:
    path = here.folder / name
    path.write_text(SCENARIO.format(card=card_of(here), more=more), "utf-8")
    return str(path)


def test_a_scenario_is_played_once_and_each_step_is_said(here: Installation) -> None:
    done = here.clara("simulate", scenario(here))
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "A lost card, seed 3: 6 steps"
    assert lines[1].startswith("1. charge card_")
    assert lines[1].endswith(" 129.90 MXN Fonda Prueba → approved")
    assert lines[3].endswith(" 50.00 MXN Uber → locked by company")
    assert lines[5] == "5. advance to 2026-12-01 20:00 UTC → done"
    assert lines[6] == "6. capture lunch 140.00 MXN Fonda Prueba → done"
    assert lines[7] == "In all: 1 approved, 1 declined, 1 captured"
    again = here.clara("simulate", scenario(here))
    assert (again.code, again.out) == (1, "")
    assert "has been played in this company" in again.err
    other = here.clara("simulate", scenario(here), "--seed", "4", "--json")
    assert other.json["counts"] == {"approved": 1, "captured": 1, "declined": 1}
    assert other.json["fingerprint"] not in done.out
    assert here.clara("audit", "verify").code == 0


def test_what_comes_otherwise_than_expected_ends_with_three(here: Installation) -> None:
    more = '\n[[steps]]\ndo = "capture"\nof = "lunch"\n\n[[steps]]\ndo = "refund"\nof = "lunch"\n'
    ended = here.clara("simulate", scenario(here, more + 'amount = 1\nexpect = "conflict"\n'))
    assert ended.code == 3
    assert "7. capture lunch → authorization not open: Nothing is held" in ended.out
    assert "→ done (expected conflict)" in ended.out
    assert ended.out.endswith("Not as expected: 2\n")


def step(**fields: Any) -> dict[str, Any]:
    return {"do": "charge", "card": "4417", "amount": 5, "merchant": "X", **fields}


WRONG: list[tuple[Any, str]] = [
    ({"steps": [step(), step(amount="much")]}, "line 12, step 2, amount: "),
    ({"steps": [step(), {"do": "refund", "of": "lunch"}]}, "step 2, of: No charge before it is"),
    ({"steps": [step(name="a"), step(name="a")]}, "step 2, name: Another charge is named 'a'"),
    ({"steps": [{"do": "steal"}]}, "step 1, do: No such step"),
    ({"steps": [step(colour="red")]}, "step 1, colour: Object contains unknown field"),
    ({"steps": [step(mcc=10_000)]}, "step 1, mcc: Expected `int` <= 9999"),
    ({"steps": []}, "line 2, steps: Expected `array` of length >= 1"),
    ({"steps": [step()], "starts_at": "2026-12-01T15:00:00"}, "starts_at: Expected `datetime`"),
    ([step()], "line 1: Expected an object with steps"),
]


@pytest.mark.parametrize(("values", "said"), WRONG)
def test_a_mistake_in_a_scenario_is_said_with_its_place(
    here: Installation, values: Any, said: str
) -> None:
    path = here.folder / "wrong.json"
    path.write_text(json.dumps(values, indent=1), "utf-8")
    ended = here.clara("simulate", str(path))
    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err


def test_a_mistake_in_toml_is_said_with_its_line(here: Installation) -> None:
    bad = scenario(here, '\n[[steps]]\ndo = "charge"\ncard = "1"\nmerchant = 5\namount = -1\n')
    ended = here.clara("simulate", bad)
    assert "line 42, step 7, merchant: Expected `str`, got `int`" in ended.err
    Path(bad).write_text("name = \n", "utf-8")
    assert "at line 1, column 8" in here.clara("simulate", bad).err.replace("line 1", "at line 1")
    assert "is not a file" in here.clara("simulate", "absent.toml").err


def test_a_month_of_normal_life_is_the_same_again_once_it_was_forgotten(
    here: Installation,
) -> None:
    asked = ("simulate", "--month", "--seed", "5", "--charges", "12", "--from", "2026-12-01")
    done = here.clara(*asked)
    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0].startswith("A month of normal life, seed 5: ")
    assert lines[-2] == "The company's clock stands at 2026-12-31 06:00 UTC."
    assert all(line.startswith("2026-12-") for line in lines[1:-3])
    assert "12 forced" in lines[-3]
    assert "has been played" in here.clara(*asked).err
    assert here.clara("doctor", "--invariants").code == 0


def test_real_companies_and_nonsense_are_refused(here: Installation) -> None:
    here.query("UPDATE companies SET is_sandbox = 0")
    ended = here.clara("simulate", "--month", "--charges", "1")
    assert (ended.code, ended.out) == (1, "")
    assert "simulated in sandbox companies only" in ended.err
    assert here.clara("simulate").code == 2
    assert here.clara("simulate", "--month", "x.toml").code == 2
    assert here.clara("simulate", "x.toml", "--charges", "5").code == 2
    assert here.clara("simulate", "--month", "--charges", "0").code == 1
