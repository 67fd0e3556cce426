"""`python -m tests.fuzz [--seconds 90] [--store sqlite|postgresql] [--seed N] [--hunts rest,mcp]`

Starts a real server on a store made for it and sends it bad input for as long as it is told. Fails
on any answer of 500 and more, on any leak and on whatever else docs/fuzzing.md says. `--case N`
sends one case of one hunt again; `--write` puts the table into docs/fuzzing.md.
"""

import argparse
import asyncio
import secrets
import sys
import tempfile
from pathlib import Path

import httpx
import msgspec

from tests.fuzz.earlier import ask_earlier
from tests.fuzz.hunting import Target, pursue_all, pursue_one
from tests.fuzz.hunts import HUNTS, WEIGHTS, shares
from tests.fuzz.judges import Judge
from tests.fuzz.parts import Cast
from tests.fuzz.report import Report
from tests.fuzz.rest.hunt import RestHunt
from tests.fuzz.server import Fuzzed, cast_for, serving, store
from tests.fuzz.tally import Tally
from tests.support.stores import STORES

ROOT = Path(__file__).parents[2]
_PAGE = ROOT / "docs/fuzzing.md"


def main() -> int:
    arguments, further = _parser().parse_known_args()
    report = Report(arguments.store, arguments.seed)
    with tempfile.TemporaryDirectory(prefix="clara-fuzz-") as name:
        folder = Path(name)
        with store(arguments.store, folder) as url:
            cast = asyncio.run(cast_for(url))
            with serving(url, folder) as server:
                cast.parts.update(ask_earlier(server.base, cast))
                (folder / "cast.json").write_bytes(msgspec.json.encode(cast))
                run = _Run(server, folder, cast, arguments, tuple(further))
                run.require_canaries()
                report.tallies += run.all()
                if server.process.poll() is not None:
                    report.complaints.append("the server ended")
        report.complaints += run.judge.log_complaints(server.log)
        if arguments.case is None:
            report.keep(ROOT / "build", server.log)
    report.show()
    if arguments.write:
        report.write_into(_PAGE)
    return 0 if report.is_clean else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=int, default=90, help="how long to go on (90)")
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    parser.add_argument("--hunts", type=_names, default=[*WEIGHTS], help=f"of {','.join(WEIGHTS)}")
    parser.add_argument("--case", type=int, help="send this one only, of one hunt")
    parser.add_argument("--write", action="store_true", help="put the table into docs/fuzzing.md")
    return parser


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [one for one in names if one not in WEIGHTS]:
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]}")
    return names


class _Run:
    """The hunts of one run, one after the other, on one server."""

    def __init__(
        self,
        server: Fuzzed,
        folder: Path,
        cast: Cast,
        arguments: argparse.Namespace,
        further: tuple[str, ...],
    ) -> None:
        paths = {str(folder): "a path of the server", str(ROOT): "a path of the server"}
        self.judge = Judge(cast.canaries, paths)
        self._base = server.base
        self._rest = RestHunt(server.base, folder, further)
        self._target = Target(server.port, server.process.pid, cast, self.judge)
        self._given = arguments

    def require_canaries(self) -> None:
        """Raises when what is planted with the other company can't be seen even there: a leak would
        not be seen either."""
        path = f"/api/v1/companies/{self._target.cast.known_foreign[0]}/card_transactions"
        headers = {"authorization": self._target.cast.neighbour}
        said = httpx.get(self._base + path, headers=headers)
        if not any(self.judge.leaks(b"", said.content)):
            raise RuntimeError(f"nothing is planted: {said.text[:200]}")

    def all(self) -> list[Tally]:
        spans = shares(self._given.hunts, self._given.seconds)
        tallies = []
        for name, seconds in spans.items():
            print(f"{name}, for {seconds:.0f} s", flush=True)
            tallies.append(self._one(name, seconds))
        return tallies

    def _one(self, name: str, seconds: float) -> Tally:
        seed, case = self._given.seed, self._given.case
        if name == "rest":
            return self._rest.run(seconds, seed)
        hunt = HUNTS[name](self._target)
        if case is not None:
            return asyncio.run(pursue_one(hunt, self._target, case, seed))
        return asyncio.run(pursue_all(hunt, self._target, seconds, seed))


if __name__ == "__main__":
    sys.exit(main())
