"""No file of the repository holds a secret, but those that security/secrets.toml knows as examples.

The detectors are those of detect-secrets, asked directly: its own scan asks each of them through a
layer that takes five times as long.
"""

import hashlib
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pool
from pathlib import Path
from typing import Any

from detect_secrets.filters import heuristic
from detect_secrets.plugins.aws import AWSKeyDetector
from detect_secrets.plugins.basic_auth import BasicAuthDetector
from detect_secrets.plugins.github_token import GitHubTokenDetector
from detect_secrets.plugins.gitlab_token import GitLabTokenDetector
from detect_secrets.plugins.high_entropy_strings import (
    Base64HighEntropyString,
    HexHighEntropyString,
)
from detect_secrets.plugins.jwt import JwtTokenDetector
from detect_secrets.plugins.openai import OpenAIDetector
from detect_secrets.plugins.private_key import PrivateKeyDetector
from detect_secrets.plugins.pypi_token import PypiTokenDetector
from detect_secrets.plugins.slack import SlackDetector
from detect_secrets.plugins.stripe import StripeDetector

from scripts.security import locks
from scripts.security.shapes import ClaraTokenDetector, WebhookSecretDetector

KNOWN = locks.ROOT / "security" / "secrets.toml"
_LINE = 4096
"""Longer lines are data of tools, such as a font in a style sheet."""
_PROCESSES = 2
_GENERATED = {"package-lock.json"} | {lock.name for lock in locks.locks()}
"""Locks: made by tools, and nothing but names, versions and hashes; other tests see to that."""


@dataclass(frozen=True, order=True)
class Finding:
    """`digest` stands for the secret, which is never printed: half of its SHA-256."""

    file: str
    line: int
    kind: str
    digest: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} looks like a secret ({self.kind}, digest {self.digest})"


@cache
def detectors() -> tuple[Any, ...]:
    """Passwords that stand beside a telling name are left to ruff (S105 to S107)."""
    return (
        *(AWSKeyDetector(), BasicAuthDetector(), GitHubTokenDetector(), GitLabTokenDetector()),
        *(JwtTokenDetector(), OpenAIDetector(), PrivateKeyDetector(), PypiTokenDetector()),
        *(SlackDetector(), StripeDetector(), ClaraTokenDetector(), WebhookSecretDetector()),
        *(Base64HighEntropyString(limit=4.5), HexHighEntropyString(limit=3.0)),
    )


def main() -> list[str]:
    """What looks like a secret and is not known, and what is known and no longer there."""
    files = tracked()
    with Pool(_PROCESSES) as pool:
        found = [one for some in pool.imap_unordered(scanned, files, 50) for one in some]
    known = {one["digest"] for one in _known()}
    new = [str(one) for one in sorted(found) if one.digest not in known]
    gone = sorted(known - {one.digest for one in found})
    return [*new, *(f"{KNOWN.name} knows {digest}, which is gone" for digest in gone)]


def _known() -> list[dict[str, str]]:
    known: list[dict[str, str]] = tomllib.loads(KNOWN.read_text(encoding="utf-8"))["known"]
    return known


def tracked() -> list[str]:
    """Files of the repository and new ones that git does not ignore."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=locks.ROOT, capture_output=True, check=True, text=True)
    there = (name for name in listed.stdout.split("\0") if (locks.ROOT / name).is_file())
    passed_over = _GENERATED | {KNOWN.name}
    return sorted(name for name in there if Path(name).name not in passed_over)


def scanned(file: str, root: Path = locks.ROOT) -> list[Finding]:
    """What is in one file; nothing where it is no text."""
    try:
        text = (root / file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return []
    found = {
        Finding(file, number, kind, digest)
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) <= _LINE
        for kind, digest in _in_line(file, line, number)
    }
    return sorted(found)


def _in_line(file: str, line: str, number: int) -> Iterator[tuple[str, str]]:
    for detector in detectors():
        for found in detector.analyze_line(filename=file, line=line, line_number=number):
            secret = found.secret_value or ""
            if not _is_harmless(secret, line, detector):
                yield found.type, hashlib.sha256(secret.encode()).hexdigest()[:32]


def _is_harmless(secret: str, line: str, detector: Any) -> bool:
    """What looks like a placeholder or an identifier: `${NAME}`, `<password>`, a UUID."""
    return (
        heuristic.is_potential_uuid(secret)
        or heuristic.is_sequential_string(secret)
        or heuristic.is_not_alphanumeric_string(secret)
        or heuristic.is_templated_secret(secret)
        or heuristic.is_prefixed_with_dollar_sign(secret)
        or heuristic.is_likely_id_string(secret, line, detector)
    )
