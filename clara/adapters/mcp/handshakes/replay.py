"""All steps of all clients, in order."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from urllib.parse import urlsplit, urlunsplit

from clara.adapters.mcp.credentials import EnvironmentCredential
from clara.adapters.mcp.gate import is_loopback
from clara.adapters.mcp.handshakes import discovery, registration, surroundings
from clara.adapters.mcp.handshakes.clients import CLIENTS, Client
from clara.adapters.mcp.handshakes.conversation import steps_for
from clara.adapters.mcp.handshakes.deployment import Deployment
from clara.adapters.mcp.handshakes.finding import Broken, Finding, NotTried, Outcome
from clara.adapters.mcp.handshakes.surroundings import DEPLOYMENT
from clara.adapters.mcp.handshakes.unreachable import CERTIFICATE, CONNECTION, NAME, Unreachable
from clara.adapters.mcp.handshakes.visit import Step, Visit
from clara.adapters.mcp.remote.address import checked, shown

_STEP_SECONDS = 45.0
_RUN_SECONDS = 300.0
_PATH = "/mcp"
_REACHED = {
    NAME: "The name leads somewhere.",
    CONNECTION: "Connections are taken.",
    CERTIFICATE: "The certificate is trusted.",
}
"""What is well, in the order in which a client gets past it."""


async def replay(
    url: str, credential: EnvironmentCredential | None, *, registers: bool
) -> AsyncIterator[Finding]:
    """What every client would meet at `url`, step by step; at most five minutes. Nothing is written
    there but, with `registers`, the clients' names. Raises `invalid_mcp_url`."""
    end = asyncio.get_running_loop().time() + _RUN_SECONDS
    address, finding = _address(url)
    yield finding
    if address is None:
        for finding in _nobody("the address has to be right first"):
            yield finding
        return
    async with Deployment.at(address) as deployment:
        visit = Visit(DEPLOYMENT, deployment)
        reached = await _reached(visit)
        for finding in reached:
            yield finding
        if any(finding.outcome is Outcome.BROKEN for finding in reached):
            for finding in _nobody("the server has to be reached first"):
                yield finding
            return
        async for finding in _taken(visit, surroundings.STEPS, end):
            yield finding
        for client in CLIENTS:
            visit = Visit(client, deployment, credential, registers)
            conversation = steps_for(client, has_credential=credential is not None)
            steps = (*discovery.STEPS, *registration.STEPS, *conversation)
            async for finding in _taken(visit, steps, end):
                yield finding


def _address(url: str) -> tuple[str | None, Finding]:
    """The address to ask, None when there is none, and what is to be said of it."""
    is_plain = url.lower().startswith("http:")
    host = urlsplit(checked(f"https{url[4:]}" if is_plain else url)).hostname or ""
    if is_plain and not is_loopback(host):
        sentence = "Assistants take https only, and tokens must not cross networks in the clear."
        plain = Broken(sentence, "Serve Clara by https, and use that address.")
        return None, _broken(DEPLOYMENT, "address", plain)
    parts = urlsplit(url)
    if parts.path == _PATH:
        return url, _ok(DEPLOYMENT, "address", "The address ends in /mcp.")
    right = urlunsplit(parts._replace(path=_PATH))
    if parts.path == f"{_PATH}/":
        sentence = "The address ends in a slash: clients compare it letter by letter."
        return right, _broken(DEPLOYMENT, "address", Broken(sentence, f"Use {shown(right)}."))
    sentence = "The address does not lead to /mcp, where Clara serves MCP."
    return None, _broken(DEPLOYMENT, "address", Broken(sentence, f"Use {shown(right)}."))


async def _reached(visit: Visit) -> list[Finding]:
    """How far a request gets, whatever it is answered with."""
    broken: Unreachable | None = None
    try:
        async with asyncio.timeout(_STEP_SECONDS):
            await visit.get("/.well-known/oauth-protected-resource")
    except Unreachable as error:
        broken = error
    except (Broken, TimeoutError):
        pass  # it was reached, and what comes next says what is wrong there
    findings: list[Finding] = []
    for step, sentence in _REACHED.items():
        if broken is not None and step == broken.step:
            return [*findings, _broken(DEPLOYMENT, step, broken)]
        if step != CERTIFICATE or visit.deployment.origin.startswith("https:"):
            findings.append(_ok(DEPLOYMENT, step, sentence))
    return findings


def _nobody(reason: str) -> list[Finding]:
    return [_not_tried(client, "everything", reason) for client in CLIENTS]


async def _taken(visit: Visit, steps: Sequence[Step], end: float) -> AsyncIterator[Finding]:
    done: set[str] = set()
    for step in steps:
        missing = next((name for name in step.needs if name not in done), None)
        if missing is not None:
            yield _not_tried(visit.client, step.name, f"it comes after {missing}")
            continue
        finding = await _tried(visit, step, end)
        if finding.outcome is Outcome.OK:
            done.add(step.name)
        yield finding


async def _tried(visit: Visit, step: Step, end: float) -> Finding:
    left = end - asyncio.get_running_loop().time()
    if left <= 0:
        return _not_tried(visit.client, step.name, "what came before it took too long")
    try:
        async with asyncio.timeout(min(left, _STEP_SECONDS)):
            sentence = await step.run(visit)
    except Broken as broken:
        return _broken(visit.client, step.name, broken)
    except NotTried as not_tried:
        return _not_tried(visit.client, step.name, not_tried.reason)
    except TimeoutError:
        slow = Broken(
            "No answer came to an end in time.",
            "See that the proxy hands answers on as they come, and limits no requests.",
        )
        return _broken(visit.client, step.name, slow)
    return _ok(visit.client, step.name, sentence)


def _ok(client: Client, step: str, sentence: str) -> Finding:
    return Finding(client=client.name, step=step, outcome=Outcome.OK, sentence=sentence)


def _broken(client: Client, step: str, broken: Broken) -> Finding:
    return Finding(
        client=client.name,
        step=step,
        outcome=Outcome.BROKEN,
        sentence=broken.sentence,
        remedy=broken.remedy,
    )


def _not_tried(client: Client, step: str, reason: str) -> Finding:
    return Finding(client=client.name, step=step, outcome=Outcome.NOT_TRIED, sentence=reason)
