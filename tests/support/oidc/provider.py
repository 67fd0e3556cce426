"""The OpenID provider of the tests: a process, and what may be asked of it besides HTTP."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
WELL_KNOWN = "/.well-known/openid-configuration"


class Provider:
    """Talks to `server.mjs` in lines of JSON; everything set lasts until `reset`."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        about = self._read()
        self.issuer: str = about["issuer"]
        self.client_id: str = about["client_id"]
        self.client_secret: str = about["client_secret"]

    def reset(self) -> None:
        self._ask("reset")

    def rotate(self, *, alg: str = "RS256", keep: bool = True) -> str:
        """Sign with a new key from now on; the id of it. Old ones stay published if `keep`."""
        kid: str = self._ask("rotate", alg=alg, keep=keep)["kid"]
        return kid

    def keys(self) -> list[dict[str, Any]]:
        """The published keys, the one in use first."""
        keys: list[dict[str, Any]] = self._ask("keys")["keys"]
        return keys

    def mint(
        self, *, without: tuple[str, ...] = (), header: dict[str, Any] | None = None, **claims: Any
    ) -> str:
        """An id token for Ana, rightly signed, whatever it says."""
        token: str = self._ask("mint", claims=claims, without=without, header=header or {})["token"]
        return token

    def say_of_the_next(
        self, *, without: tuple[str, ...] = (), header: dict[str, Any] | None = None, **claims: Any
    ) -> None:
        """Change the id tokens of sign-ins."""
        self._ask("set", claims=claims, without=without, header=header or {})

    def answer_tokens_with(self, body: object, status: int = 200) -> None:
        """What the token endpoint says to a request that is otherwise in order."""
        self._ask("set", token={"statusCode": status, "body": body})

    def describe(self, **metadata: Any) -> None:
        """Change the discovery document."""
        self._ask("set", metadata=metadata)

    def send(self, path: str, **headers: str) -> None:
        """Add headers to the answers of a path."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._ask("set", headers={path: named})

    def fail(self, path: str = "*", kind: str = "drop", **how: Any) -> None:
        """Fail at one path, or at all of them, as `FAULTS` in `server.mjs` lists."""
        self._ask("set", faults={path: {"kind": kind, **how}})

    def recover(self) -> None:
        self._ask("set", faults={})

    def requests(self, path: str) -> int:
        """How often a path was asked for since the last reset."""
        count: int = self._ask("requests")["requests"].get(path, 0)
        return count

    def _ask(self, command: str, **options: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"command": command, **options}) + "\n")
        self._process.stdin.flush()
        answer = self._read()
        assert "error" not in answer, answer
        return answer

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the OpenID provider has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def provider(node: Path, installed: Path) -> Iterator[Provider]:
    """A provider of its own, ended by closing what it listens to."""
    command = [str(node), str(HERE / "server.mjs"), str(installed)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        try:
            yield Provider(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
