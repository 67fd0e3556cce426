"""Whether what Clara runs with may be used and passed on with it, by security/licences.toml."""

import re
import tomllib
from importlib import metadata
from typing import Any

from scripts.security import locks

LICENCES = locks.ROOT / "security" / "licences.toml"
_SHORT = 80
"""Older metadata hold the whole text of a licence where its name was asked for."""


def main() -> list[str]:
    """What is unknown or not allowed, as sentences."""
    rules = table()
    found = []
    for one in locks.entries(locks.RUN):
        licence = licence_of(one.name, rules)
        if licence is None:
            found.append(f"{one.name} does not say its licence; say it in {LICENCES.name}")
        elif not is_allowed(one.name, licence, rules):
            found.append(f"{one.name} is under {licence}, which is not allowed")
    return found


def table() -> dict[str, Any]:
    return tomllib.loads(LICENCES.read_text(encoding="utf-8"))


def is_allowed(package: str, licence: str, rules: dict[str, Any]) -> bool:
    """`licence` is an SPDX expression without brackets: OR binds less than AND."""
    excepted = {one["licence"] for one in rules["exception"] if one["package"] == package}
    allowed = excepted | set(rules["allowed"])
    either = [re.split(r" AND ", part) for part in re.split(r" OR ", licence)]
    return any(all(one in allowed for one in both) for both in either)


def licence_of(package: str, rules: dict[str, Any]) -> str | None:
    """An SPDX expression, as far as it is known."""
    told: dict[str, str] = {one["package"]: one["licence"] for one in rules["told"]}
    if package in told:
        return told[package]
    try:
        about: dict[str, Any] = metadata.metadata(package).json
    except metadata.PackageNotFoundError:
        return None
    return about.get("license_expression") or _spelled(about, rules["spellings"])


def _spelled(about: dict[str, Any], spellings: dict[str, str]) -> str | None:
    """Where a field and a classifier say it, the field; each under its SPDX name."""
    named = about.get("license", "").partition("\n")[0].strip()
    classes = [
        one.rpartition(":: ")[2] for one in about.get("classifier", ()) if "License ::" in one
    ]
    known = [spellings.get(one, one) for one in (named, *classes) if one and len(one) < _SHORT]
    # A classifier of an exact licence says more than "LGPL" or "BSD" in the field.
    exact = [one for one in known if "-" in one or one in ("MIT", "ISC", "Unlicense")]
    return next(iter(exact or known), None)
