"""`clara company`: operators stop a company's cards and let them pay again."""

from tests.adapters.cli.conftest import Installation


def test_a_company_is_suspended_and_pays_again(here: Installation) -> None:
    company = here.company
    named = ("--company", company)
    stopped = here.clara("company", "suspend", *named)
    assert stopped.code == 0
    assert " has been suspended since " in stopped.out
    again = here.clara("company", "suspend", *named, "--json")
    assert (again.json["changed"], again.json["company_id"]) == (False, company)
    assert here.clara("company", "resume", *named).out.endswith(" pays again.\n")
    assert here.clara("company", "resume", *named).out.endswith(" pays; nothing changed.\n")
    assert here.clara("audit", "verify").code == 0


def test_a_company_that_is_none_is_said(here: Installation) -> None:
    ended = here.clara("company", "suspend", "--company", "company_" + "0" * 32)
    assert (ended.code, ended.out) == (1, "")
    assert "Company with the given identifier does not exist." in ended.err
