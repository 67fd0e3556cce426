"""The official suite against a server as it is started, with the suite's fixtures besides its own
tools: once for each revision of the protocol, since a server speaks both."""

import pytest

from tests.conformance.required import REQUIRED
from tests.conformance.serving import Served
from tests.conformance.suite import Outcome, check, expected, listed, run_server

each_revision = pytest.mark.parametrize("revision", REQUIRED)
each_scenario = pytest.mark.parametrize(
    ("revision", "scenario"),
    [(revision, name) for revision, names in REQUIRED.items() for name in names],
)


@pytest.fixture(scope="module")
def found(served: Served, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """By revision."""
    return {
        revision: run_server(served.base, revision, tmp_path_factory.mktemp("server"))
        for revision in REQUIRED
    }


@each_revision
def test_what_is_required_is_what_the_suite_lists(revision: str) -> None:
    assert listed("Server scenarios", "--requirements", revision) == tuple(REQUIRED[revision])


@each_scenario
def test_a_scenario_passes_or_fails_for_a_known_reason(
    found: dict[str, Outcome], revision: str, scenario: str
) -> None:
    check(found[revision], revision, scenario)


@each_revision
def test_failures_are_expected_of_required_scenarios_only(revision: str) -> None:
    assert expected(revision).keys() <= set(REQUIRED[revision])


@each_revision
def test_the_suite_is_content(found: dict[str, Outcome], revision: str) -> None:
    assert found[revision].code == 0, found[revision].output
    assert found[revision].checks.keys() >= set(REQUIRED[revision])


def test_headers_are_compared_as_the_protocol_wants_though_that_is_not_required_yet(
    found: dict[str, Outcome],
) -> None:
    assert found["2026-07-28"].checks["http-header-validation"] > 0
    assert found["2026-07-28"].failures["http-header-validation"] == {}
