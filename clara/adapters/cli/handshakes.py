"""`clara doctor --url`: what clients would meet, as lines of text or one array."""

import argparse
from collections.abc import Sequence

import msgspec

from clara.adapters.cli.product import Finding, Product

_MARKS = {"ok": "ok", "broken": "BAD", "not_tried": "-"}


async def connect_as_clients(given: argparse.Namespace, product: Product) -> int:
    """Prints findings as they come; the exit code, 1 when a step is broken."""
    findings: list[Finding] = []
    replay = product.mcp.replay(given.url, with_credential=given.token, registers=given.register)
    async for finding in replay:
        if not given.json:
            if not findings or findings[-1].client != finding.client:
                print(f"\n{finding.client}" if findings else finding.client)
            print(_line(finding), flush=True)
        findings.append(finding)
    if given.json:
        print(msgspec.json.encode(findings).decode())
    else:
        print(_remedies(findings))
    return 1 if any(finding.outcome == "broken" for finding in findings) else 0


def _line(finding: Finding) -> str:
    why = "not tried: " if finding.outcome == "not_tried" else ""
    return f"  {_MARKS[finding.outcome]:4} {finding.step}: {why}{finding.sentence}"


def _remedies(findings: Sequence[Finding]) -> str:
    """Each once, in the order of what is broken."""
    remedies = dict.fromkeys(one.remedy for one in findings if one.remedy)
    if not remedies:
        return "\nNothing is broken."
    lines = [f"  {number}. {remedy}" for number, remedy in enumerate(remedies, 1)]
    return "\n".join(["", "What to do:", *lines])
