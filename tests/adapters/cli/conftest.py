"""An installation in a temporary folder, with the demo company in it, and its command line."""

import json
import os
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clara.__main__ import EnvironmentMcp
from clara.adapters.cli.command_line import main
from clara.adapters.cli.product import Product
from clara.bootstrap import build_core
from clara.doors import carry_out_tasks
from clara.settings import load

TAX_ID = "ADE120312D19"
_SETTINGS = (
    *("HOST", "PORT", "USER_ID", "API_KEY_TOKEN"),
    *("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_API_BASE"),
    *("STRIPE_ISSUING", "STRIPE_ISSUING_WEBHOOK_SECRET", "STRIPE_ISSUING_ADDRESS"),
)


@dataclass
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Installation:
    folder: Path
    capture: pytest.CaptureFixture[str]

    def clara(self, *arguments: str) -> Ended:
        """Run a command here, without any settings."""
        self.capture.readouterr()
        code = _main(arguments)
        printed = self.capture.readouterr()
        return Ended(code, printed.out, printed.err)

    @property
    def demo(self) -> dict[str, Any]:
        held: dict[str, Any] = json.loads((self.folder / "var/demo.json").read_text("utf-8"))
        return held

    @property
    def company(self) -> str:
        company: str = self.demo["company_id"]
        return company

    def query(self, text: str) -> list[tuple[Any, ...]]:
        """What the database says, past every rule of the product."""
        database = sqlite3.connect(self.folder / "var/clara.db")
        try:
            found = database.execute(text).fetchall()
            database.commit()
        finally:
            database.close()
        return found

    def contents(self) -> dict[str, bytes]:
        """Every file but SQLite's own, after its log has been written back."""
        self.query("PRAGMA wal_checkpoint(TRUNCATE)")
        return {path.name: path.read_bytes() for path in (self.folder / "var").iterdir()}


def product() -> Product:
    return Product(
        settings=load,
        open=lambda settings, progress, *, seed=None: build_core(
            settings, progress=progress, seed=seed
        ),
        server="clara.__main__:server",
        mcp=EnvironmentMcp(),
        work=carry_out_tasks,
    )


def _main(arguments: Sequence[str]) -> int:
    try:
        return main(arguments, product())
    except SystemExit as ended:
        return int(ended.code or 0)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`clara migrate` and `clara demo`, once."""
    folder = tmp_path_factory.mktemp("installation")
    before, kept = Path.cwd(), dict(os.environ)
    _without_settings(os.environ)
    os.chdir(folder)
    try:
        assert _main(["migrate"]) == 0
        assert _main(["demo"]) == 0
    finally:
        os.chdir(before)
        os.environ.update(kept)
    return folder


@pytest.fixture
def bare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Installation:
    """A folder with nothing in it."""
    for name in list(os.environ):
        if name.startswith("CLARA_") or name in _SETTINGS:
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return Installation(tmp_path, capsys)


@pytest.fixture
def here(bare: Installation, template: Path) -> Installation:
    """A folder in which the demo company is loaded."""
    shutil.copytree(template / "var", bare.folder / "var")
    return bare


def _without_settings(environ: Any) -> None:
    for name in [one for one in environ if one.startswith("CLARA_") or one in ("HOST", "PORT")]:
        del environ[name]
