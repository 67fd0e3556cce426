"""Secrets and risky calls are found where there are some."""

import tomllib
from pathlib import Path

import pytest

from clara.adapters.system.ids import new_token
from clara.domain.credentials.token import CredentialKind
from clara.domain.oauth.tokens import OAuthToken
from scripts.security import locks, scanners, secret_scan

# Put together here, so that this file holds none of them.
PLANTED = {
    "AWS Access Key": "AKIA" + "QX7ZLMW3" + "TRB5KD2P",
    "Stripe Access Key": "sk_live_" + "9fK2mQ7xV4tB" + "8wZ1rL6nC3pD",
    "Private Key": "-----BEGIN" + " PRIVATE KEY-----",
    "GitHub Token": "ghp_" + "a8Kd92LmQx7Z" + "tVb4Wc1NrYp6" + "Es3Fg5Hj0Tqu",
    "Webhook secret": "whsec_" + "Zx81Kq7Lm2Vb" + "9Nc4Rt6Yp3Ws5Hd0Gf",
    "Basic Auth Credentials": "postgresql://clara:" + "r7Kq2Lm9" + "@db/clara",
    "Hex High Entropy String": '"' + "9f86d081" + "884c7d65" + "9a2feaa0" + "c55ad015" + '"',
}


@pytest.mark.parametrize(("kind", "secret"), PLANTED.items(), ids=PLANTED)
def test_what_looks_like_a_secret_is_found(tmp_path: Path, kind: str, secret: str) -> None:
    (tmp_path / "notes.md").write_text(f"first line\nkey = {secret}\n")
    found = secret_scan.scanned("notes.md", tmp_path)
    assert (2, kind) in {(one.line, one.kind) for one in found}
    assert all(secret not in str(one) for one in found)


@pytest.mark.parametrize("kind", [*CredentialKind, OAuthToken.CLIENT_SECRET])
def test_a_token_that_a_server_could_know_is_found(tmp_path: Path, kind: CredentialKind) -> None:
    if kind is CredentialKind.OPERATOR:
        return  # operators have none
    token = new_token(kind)
    (tmp_path / "notes.md").write_text(f"{token}\n{token[:-1]}~\n")
    found = secret_scan.scanned("notes.md", tmp_path)
    assert [one.line for one in found if one.kind == "Clara token"] == [1]


def test_placeholders_and_other_files_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text(
        "postgresql://clara:${PASSWORD}@db\nclara_mcp_…\n<your key>\n"
        '"0b0f6b1e-6a3c-4c53-9c43-5a1b1c0d9e8f"\n'
    )
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff\xfe")
    assert secret_scan.scanned("notes.md", tmp_path) == []
    assert secret_scan.scanned("picture.png", tmp_path) == []


def test_every_file_of_the_repository_is_looked_at() -> None:
    files = secret_scan.tracked()
    assert {"clara/settings.py", "docs/security.md", ".env.example", "tests/conftest.py"} <= {
        *files
    }
    assert not any(name.startswith((".venv/", "build/", "var/")) for name in files)


def test_whatever_is_known_was_looked_at_by_a_person() -> None:
    known = tomllib.loads(secret_scan.KNOWN.read_text(encoding="utf-8"))["known"]
    assert len({one["digest"] for one in known}) == len(known)
    assert all(one.keys() == {"digest", "reason"} and len(one["reason"]) > 20 for one in known)


def test_what_bandit_looks_for_is_found(tmp_path: Path) -> None:
    (tmp_path / "tool.py").write_text(
        "import subprocess, tarfile, yaml\n"
        "subprocess.call('ls ' + name, shell=True)\n"
        "yaml.load(text)\n"
        "tarfile.open(path).extractall()\n"
    )
    found = scanners.bandit("tool.py", root=tmp_path)
    assert {line.split()[1] for line in found} >= {"B602", "B506", "B202"}


def test_what_bandit_leaves_out_ruff_asks_for() -> None:
    settings = tomllib.loads((locks.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    skipped = {"S" + one.removeprefix("B") for one in settings["bandit"]["skips"]}
    ignored = {one for one in settings["ruff"]["lint"]["ignore"] if one.startswith("S1")}
    imports = {"S404", "S405"}
    assert "S" in settings["ruff"]["lint"]["select"]
    assert skipped & ignored == {"S101"}, "assertions narrow types"
    assert skipped - ignored - imports <= {"S104", "S105", "S108", "S311", "S603", "S606", "S608"}
