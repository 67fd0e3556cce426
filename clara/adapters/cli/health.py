"""`clara doctor`"""

import argparse
import asyncio
from typing import Any

from clara.adapters.cli.product import Product


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "doctor",
        help="check this installation",
        description="Check Python, SQLite, the database, its schema and who may read the secrets."
        " Exit code 1 when something is not healthy.",
    )
    parser.add_argument(
        "--invariants",
        action="store_true",
        help="also check what must hold of the stored data, reading all of it",
    )
    parser.add_argument("--json", action="store_true", help="print an array of objects")
    parser.set_defaults(run=_doctor)


def _doctor(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.findings import examine

    findings = asyncio.run(examine(product, invariants=given.invariants))
    if given.json:
        print(msgspec.json.encode(findings).decode())
    else:
        for finding in findings:
            print(f"{'ok ' if finding.is_healthy else 'BAD'}  {finding.sentence}")
    return 0 if all(finding.is_healthy for finding in findings) else 1
