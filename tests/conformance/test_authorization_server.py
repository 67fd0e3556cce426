"""The official suite as a program that asks for access, and a person who allows it."""

import re
import subprocess

import httpx
import pytest

from clara.application.oauth.open_authorization import RESOURCE
from tests.conformance.browser import allow
from tests.conformance.serving import Served, free_port
from tests.conformance.suite import PATIENCE_SECONDS, Outcome, check, command, listed, outcome

SCENARIOS = ("authorization-server-metadata-endpoint", "authorization-code-grant")
_ADDRESS = re.compile(r"^https?://\S+/authorize\?\S+$")


@pytest.fixture(scope="module")
def granting(served: Served, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """What the suite found, as a public client: to a server that takes those, it sends no
    secret."""
    port, results = free_port(), tmp_path_factory.mktemp("authorization")
    client = _registered(served, f"http://127.0.0.1:{port}/callback")
    asking = command(
        *("authorization", "--url", served.base, "--client-id", client, "--port", str(port)),
        *("--resource", served.base + RESOURCE, "-o", str(results)),
    )
    with subprocess.Popen(
        asking, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
    ) as process:
        try:
            output = _allowed(process, served)
            output += process.communicate(timeout=PATIENCE_SECONDS)[0]
        finally:
            process.kill()
    return outcome(process.returncode, output, results, "authorization-server-")


def _registered(served: Served, redirect_uri: str) -> str:
    """The id of a client that anybody may register."""
    body = {"client_name": "Conformance", "redirect_uris": [redirect_uri]}
    made = httpx.post(f"{served.base}/register", json=body)
    assert made.status_code == 201, made.text
    client_id: str = made.json()["client_id"]
    return client_id


def _allowed(process: "subprocess.Popen[str]", served: Served) -> str:
    """Does what the suite asks a person for; its output until then."""
    assert process.stdout is not None
    output = ""
    for line in process.stdout:
        output += line
        if _ADDRESS.fullmatch(line.strip()):
            said = allow(line.strip(), served.person, "cards:read")
            assert "You can close this page" in said
            break
    return output


def test_these_are_the_scenarios_of_authorization_servers() -> None:
    assert listed("Authorization server scenarios", "--authorization") == SCENARIOS


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_scenario_passes_or_fails_for_a_known_reason(granting: Outcome, scenario: str) -> None:
    check(granting, "authorization", scenario)


def test_the_suite_is_content(granting: Outcome) -> None:
    assert granting.code == 0, granting.output
    assert granting.checks.keys() == set(SCENARIOS)
