"""`.venv/bin/python -m scripts.security check|sbom|asvs`

`check` looks for secrets, risky code and dependencies with known weaknesses or unfit licences, and
says what it found; `sbom` writes build/sbom.json, `asvs` the tables of docs/security.md. No network is
asked, but to install semgrep once.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from scripts.security import floors, ledger, licences, locks, sbom, scanners, secret_scan

CHECKS: dict[str, Callable[[], list[str]]] = {
    "semgrep": scanners.semgrep,
    "bandit": scanners.bandit,
    "secrets": secret_scan.main,
    "version floors": floors.main,
    "licences": licences.main,
}


def main(arguments: list[str]) -> int:
    if arguments == ["check"]:
        return check()
    if arguments == ["sbom"]:
        parts = sbom.write()["components"]
        print(f"{sbom.BILL.relative_to(locks.ROOT)}: {len(parts)} packages")
        return 0
    if arguments == ["asvs"]:
        ledger.write()
        return 0
    print("usage: python -m scripts.security check|sbom|asvs", file=sys.stderr)
    return 2


def check() -> int:
    """All of them, two at a time; each waits for processes of its own."""
    began = time.monotonic()
    with ThreadPoolExecutor(2) as threads:
        waiting = {name: threads.submit(one) for name, one in CHECKS.items()}
    found = [f"{name}: {one}" for name, done in waiting.items() for one in done.result()]
    print("\n".join(found), end="\n" if found else "")
    print(f"{len(CHECKS)} security checks, {len(found)} findings, {time.monotonic() - began:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
