"""`python -m tests.clients [names]`

Programs that others wrote, each in an environment of its own with locked versions, against a real
`clara run` with the demo company. In every mode (way to sign in, or transport) a client lists the
tools and locks a card; Clara's own REST API must then say that the card is locked. Prints a line
for each client and mode; the exit code is 1 when anything failed.

A client is a folder `tests/clients/<name>`:

- `client.toml`: `title`; `kind`, node or python; `modes`; `drive`, its script; and where 120 seconds
  are too few, `limit_seconds`.
- its locks: `package.json` and `package-lock.json` (without `resolved`), or `requirements.in` and
  `requirements.txt` (with hashes, by `make lock-clients`); none has an address of a registry.
- `drive.mjs` or `drive.py`: called with a mode, in `build/clients/<name>`, where its packages are. The
  former runs with `$NODE`; the latter with the client's own Python, or with Clara's where the client is
  one of Node's, and imports what it likes of `environments.SHARED`.

It finds in its environment CLARA_URL (ending in /mcp), CLARA_ORIGIN, CLARA_TOKEN (an MCP token),
CLARA_API_KEY and CLARA_USER_ID, CLARA_EMAIL and CLARA_PASSWORD (for the page that asks for consent),
CLARA_CARD (the id of an active card), CLARA_COMMAND and CLARA_FOLDER (for `clara mcp --folder`), NODE,
PYTHON (Clara's) and a HOME that is empty. Its last line of output is a JSON object: `client` (name and
version), `tools` (names), `confirmation` (structured content of the lock). API keys are for modes whose
name ends in `user_id`: they are shown tools with dots.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from tests.clients import environments, runs
from tests.clients.client import Client, clients
from tests.clients.runs import Outcome
from tests.clients.server import Server, serving


def main() -> int:
    known = clients()
    parser = argparse.ArgumentParser(prog="python -m tests.clients")
    parser.add_argument("names", nargs="*", metavar="NAME", help="all of: " + ", ".join(known))
    names = parser.parse_args().names or list(known)
    unknown = [name for name in names if name not in known]
    if unknown:
        parser.error(f"no client is called {', '.join(unknown)}")
    with (
        tempfile.TemporaryDirectory(prefix="clara-clients-") as folder,
        serving(Path(folder)) as server,
    ):
        cards = cycle(server.active_cards())
        outcomes = [one for name in names for one in _outcomes(known[name], server, cards)]
    failed = sum(bool(one.wrong) for one in outcomes)
    print(f"\n{len(outcomes)} runs, {failed} failed")
    return 1 if failed else 0


def _outcomes(client: Client, server: Server, cards: Iterator[str]) -> Iterator[Outcome]:
    """Each is told as soon as it is known, and has a card of its own."""
    try:
        folder = environments.prepared(client)
    except environments.NotInstalled as error:
        outcome = Outcome(title=client.manifest.title, mode="-", wrong=(str(error),))
        _tell(outcome)
        yield outcome
        return
    for mode in client.manifest.modes:
        outcome = runs.run(client, mode, folder, server, next(cards))
        _tell(outcome)
        yield outcome


def _tell(outcome: Outcome) -> None:
    said = "; ".join(outcome.wrong)
    print(
        f"{outcome.title:26} {outcome.version or '?':38} {outcome.mode:14} {outcome.tools:3} tools"
        f"  {'FAILED: ' + said if said else 'locked'}  {outcome.seconds:.1f} s",
        flush=True,
    )
    if said and outcome.output:
        print("\n".join(f"    {line}" for line in outcome.output.splitlines()), flush=True)


if __name__ == "__main__":
    sys.exit(main())
