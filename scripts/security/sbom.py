"""The bill of materials of what Clara runs with, in CycloneDX: every locked package with its version,
the hashes of its files and its licence."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts.security import licences, locks

BILL = locks.ROOT / "build" / "sbom.json"


def write(place: Path = BILL) -> dict[str, Any]:
    """Written to `place`, the same for the same lock."""
    bill = _of_the_lock()
    rules = licences.table()
    for part in bill["components"]:
        licence = licences.licence_of(locks.canonical(part["name"]), rules)
        if licence is not None:
            part["licenses"] = [{"expression": licence}]
        # Where the package was looked for is said by the name of its index, which is not ours.
        for reference in part.get("externalReferences", ()):
            reference.pop("comment", None)
        part.pop("description", None)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return bill


def _of_the_lock() -> dict[str, Any]:
    command = [
        *(sys.executable, "-m", "cyclonedx_py", "requirements", str(locks.RUN)),
        *(
            "--pyproject",
            str(locks.ROOT / "pyproject.toml"),
            "--output-reproducible",
            "--no-validate",
        ),
    ]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    bill: dict[str, Any] = json.loads(done.stdout)
    return bill
