"""The command line as a whole: help, versions, and how errors leave it."""

import subprocess
import sys
from pathlib import Path

import pytest

from clara.adapters.cli import command_line
from clara.adapters.cli.command_line import main
from clara.domain.errors import Invalid
from clara.version import VERSION
from tests.adapters.cli.conftest import Installation, product

ROOT = Path(__file__).parents[3]
COMMANDS = (
    *("run", "serve", "migrate", "demo", "import", "export", "token", "audit", "doctor"),
    "version",
)


def test_help_names_every_command(bare: Installation) -> None:
    ended = bare.clara("--help")
    assert ended.code == 0
    listed = [line.split()[0] for line in ended.out.splitlines() if line.startswith("    ")]
    assert [name for name in listed if name in COMMANDS] == list(COMMANDS)


@pytest.mark.parametrize("command", [*COMMANDS, "token create", "audit verify"])
def test_every_command_has_help(bare: Installation, command: str) -> None:
    ended = bare.clara(*command.split(), "--help")
    assert ended.code == 0
    assert f"usage: clara {command}" in ended.out


@pytest.mark.parametrize("spelling", ["version", "--version"])
def test_the_version_is_printed(bare: Installation, spelling: str) -> None:
    assert bare.clara(spelling).out == f"{VERSION}\n"


@pytest.mark.parametrize(
    "arguments", [[], ["fly"], ["import"], ["token"], ["serve", "--port", "x"]]
)
def test_wrong_arguments_end_with_2_and_the_usage(bare: Installation, arguments: list[str]) -> None:
    ended = bare.clara(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("usage: clara")


def test_help_makes_nothing_and_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv = ['clara', '--help']\n"
        "from clara.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.split())
    heavy = {"sqlalchemy", "litestar", "fastmcp", "uvicorn", "asyncpg", "dishka", "clara.settings"}
    assert "clara.adapters.cli.command_line" in loaded
    assert loaded & heavy == set()
    assert list(tmp_path.iterdir()) == []


def test_an_error_is_a_sentence_and_what_to_do(bare: Installation) -> None:
    ended = bare.clara("demo")
    assert (ended.code, ended.out) == (1, "")
    sentence, remedy = ended.err.splitlines()
    assert sentence.startswith("clara: The database has no schema yet")
    assert remedy == "  Run: clara migrate"


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("mysql://somewhere/clara", "neither sqlite"),
        ("postgresql://nobody@127.0.0.1:1/clara", "can't be reached"),
    ],
)
def test_a_database_that_is_not_there_is_a_sentence(
    bare: Installation, monkeypatch: pytest.MonkeyPatch, url: str, word: str
) -> None:
    monkeypatch.setenv("CLARA_DATABASE_URL", url)
    for command in ("migrate", "demo", "serve", "run"):
        ended = bare.clara(command)
        assert ended.code == 1
        assert word in ended.err
        assert "Traceback" not in ended.err


def test_a_wrong_field_is_named(here: Installation) -> None:
    ended = here.clara(
        *("token", "create", "--company", here.company, "--kind", "api", "--name", "x"),
        *("--email", "demo.employee@example.com", "--scopes", "cards:read", "cards:eat"),
    )
    assert ended.code == 1
    assert "scopes[1]: Invalid enum value 'cards:eat'" in ended.err


@pytest.mark.parametrize(("raised", "code"), [(KeyboardInterrupt(), 130), (Invalid("x", "No."), 1)])
def test_interruptions_and_errors_have_their_codes(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, code: int
) -> None:
    def stop(*_: object) -> int:
        raise raised

    monkeypatch.setattr(command_line, "_version", stop)
    assert main(["version"], product()) == code
