"""The demo company: its people, and that it is the same on every run."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from clara.application.demo.demo_company import DemoCompany, fingerprint, generate
from clara.application.demo.people import ADMINISTRATOR, EMPLOYEE, MANAGER, TEAMS
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card, CardStatus
from clara.domain.companies.company import Role
from clara.domain.errors import Invalid
from clara.domain.text import fold

SEED = 7
END_DAY = date(2025, 11, 20)
ZONE = ZoneInfo("America/Mexico_City")
ROOT = Path(__file__).parents[3]


def local(row: NewRow) -> datetime:
    return datetime.fromtimestamp(row.occurred_at // 1_000_000, UTC).astimezone(ZONE)


def test_company_is_a_mexican_sandbox_that_says_it_is_a_demo(demo: DemoCompany) -> None:
    company = demo.company
    assert company.is_sandbox
    assert "Demo" in company.name
    assert (company.country, company.currency) == ("MX", "MXN")
    assert (company.time_zone, company.billing_day) == ("America/Mexico_City", 5)
    assert company.created_at.astimezone(ZONE).date() == date(2023, 11, 20)
    assert msgspec.convert(msgspec.to_builtins(company), type(company)) == company


def rfc_check_digit(body: str) -> str:
    """The last character of a 12-character RFC: weights 13 to 2, modulo 11 (SAT's rule)."""
    signs = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
    rest = sum(signs.index(sign) * (13 - n) for n, sign in enumerate(body.rjust(12))) % 11
    return "0" if rest == 0 else "0123456789A"[11 - rest]


@pytest.mark.parametrize("published", ["MAB9307148T4", "SAT970701NN3"])
def test_rfc_rule_of_this_test_accepts_published_numbers(published: str) -> None:
    assert rfc_check_digit(published[:-1]) == published[-1]


def test_tax_id_is_a_well_formed_rfc_of_a_legal_person(demo: DemoCompany) -> None:
    tax_id = demo.company.tax_id
    assert re.fullmatch(r"[A-ZÑ&]{3}\d{6}[1-9A-V][1-9A-Z][0-9A]", tax_id)
    assert datetime.strptime(tax_id[3:9], "%y%m%d").year == 2012
    assert rfc_check_digit(tax_id[:-1]) == tax_id[-1]


def test_every_role_has_an_account_and_the_employee_reports_to_the_manager(
    demo: DemoCompany,
) -> None:
    by_role = {person.membership.role: person for person in demo.people}
    assert set(by_role) == set(Role)
    assert len(demo.people) == 4
    assert all(person.user.email.endswith("@example.com") for person in demo.people)
    assert all(person.membership.company_id == demo.company.id for person in demo.people)
    manager, employee = by_role[Role.MANAGER], by_role[Role.EMPLOYEE]
    assert employee.membership.manager_user_id == manager.user.id
    assert by_role[Role.ADMINISTRATOR].user.name == ADMINISTRATOR
    assert (manager.user.name, employee.user.name) == (MANAGER, EMPLOYEE)


def test_employee_is_linked_to_a_cardholder_whose_cards_have_spending(demo: DemoCompany) -> None:
    (employee,) = (p.user for p in demo.people if p.membership.role is Role.EMPLOYEE)
    own = [c for c in demo.cards if c.cardholder and c.cardholder.user_id == employee.id]
    assert len(own) == 2
    assert all(len([r for r in demo.transactions if r.card == card.id]) > 50 for card in own)


def test_forty_cardholders_have_distinct_names_and_only_maria_is_ambiguous(
    demo: DemoCompany,
) -> None:
    names = [holder.name for holder in demo.cardholders]
    assert len(names) == len(set(names)) == 40 == sum(map(len, TEAMS.values()))
    words = Counter(word for name in names for word in fold(name).split())
    assert {word: n for word, n in words.items() if n > 1} == {"maria": 2}
    assert demo.ambiguous_first_name == "María"


def test_no_first_name_hides_inside_another_word(demo: DemoCompany) -> None:
    words = {word for holder in demo.cardholders for word in fold(holder.name).split()}
    first_names = {fold(holder.name).split()[0] for holder in demo.cardholders}
    assert [(a, b) for a in first_names for b in words if a != b and a in b] == []


def test_luis_perez_holds_exactly_one_card_and_it_is_live(demo: DemoCompany) -> None:
    held = [c for c in demo.cards if c.cardholder and "luis" in fold(c.cardholder.name)]
    assert [(c.cardholder and c.cardholder.name, c.status) for c in held] == [
        ("Luis Pérez", CardStatus.ACTIVE)
    ]


def test_identifiers_have_their_wire_form_and_are_distinct(demo: DemoCompany) -> None:
    ids = [
        demo.company.id,
        *(person.user.id for person in demo.people),
        *(holder.id for holder in demo.cardholders),
        *(card.id for card in demo.cards),
    ]
    assert len(set(ids)) == len(ids) == 1 + 4 + 40 + 60
    assert all(re.fullmatch("(company|user|cardholder|card)_[0-9a-f]{32}", one) for one in ids)
    msgspec.convert(msgspec.to_builtins(demo.cards), tuple[Card, ...])


# --- Determinism, size and speed


def test_same_seed_and_day_give_the_same_company(demo: DemoCompany) -> None:
    assert fingerprint(generate(SEED, END_DAY)) == fingerprint(demo)


@pytest.mark.parametrize(
    ("seed", "end_day"),
    [(SEED + 1, END_DAY), (-SEED, END_DAY), (SEED, END_DAY + timedelta(days=1))],
    ids=["other seed", "negated seed", "other day"],
)
def test_another_seed_or_day_gives_another_company(
    demo: DemoCompany, seed: int, end_day: date
) -> None:
    other = generate(seed, end_day)
    assert fingerprint(other) != fingerprint(demo)
    assert {row.id for row in other.transactions}.isdisjoint(row.id for row in demo.transactions)


def test_fingerprint_notices_one_cent(demo: DemoCompany) -> None:
    first, *rest = demo.transactions
    changed = first._replace(amount_minor=first.amount_minor + 1)
    other = msgspec.structs.replace(demo, transactions=(changed, *rest))
    assert fingerprint(other) != fingerprint(demo)


def test_a_fresh_interpreter_with_another_hash_seed_agrees(demo: DemoCompany) -> None:
    program = (
        "from datetime import date;"
        "from clara.application.demo.demo_company import fingerprint, generate;"
        f"print(fingerprint(generate({SEED}, date.fromisoformat('{END_DAY}'))))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "4242", "TZ": "Asia/Tokyo"},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert answer.stdout.strip() == fingerprint(demo)


@pytest.mark.parametrize("end_day", [date(2024, 2, 29), date(2026, 1, 1), date(2026, 10, 5)])
@pytest.mark.parametrize("count", [4_000, 9_999])
def test_other_sizes_and_days_hold_exactly_the_rows_asked_for(count: int, end_day: date) -> None:
    rows = generate(SEED, end_day, count).transactions
    assert len(rows) == count
    assert local(rows[-1]).date() <= end_day


@pytest.mark.parametrize("count", [0, 3_999, 200_001])
def test_a_size_out_of_range_is_refused(count: int) -> None:
    with pytest.raises(Invalid) as refusal:
        generate(SEED, END_DAY, count)
    assert refusal.value.code == "demo_size_out_of_range"


def test_a_day_before_1973_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        generate(SEED, date(1972, 12, 31))
    assert refusal.value.code == "demo_day_out_of_range"


def test_generation_is_quick_enough_for_a_first_run() -> None:
    best = 60.0
    for _ in range(2):
        began = time.process_time()
        generate(SEED, END_DAY)
        best = min(best, time.process_time() - began)
    assert best < 1.5
