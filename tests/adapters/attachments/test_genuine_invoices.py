"""Brazil's invoices as real programs write them: the samples that nfelib carries."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from clara.adapters.attachments.electronic_invoices import read_invoices
from clara.domain.attachments.kinds import AttachmentKind

_SPEC = find_spec("nfelib")
_FOLDER = Path(_SPEC.origin).parent if _SPEC and _SPEC.origin else None
pytestmark = pytest.mark.skipif(
    _FOLDER is None, reason="nfelib, whose samples these are, is absent"
)

_NO_INVOICES = ("-ped-", "dps-")
"""Orders to a tax office, and declarations that are not invoices yet."""
_SAMPLES = [
    (path, kind)
    for folder, kind in (
        ("nfe", AttachmentKind.NFE),
        ("cte", AttachmentKind.CTE),
        ("nfse", AttachmentKind.NFSE),
    )
    for path in sorted((_FOLDER or Path()).glob(f"{folder}/samples/**/*.xml"))
    if _FOLDER and not any(part in path.name for part in _NO_INVOICES)
]


@pytest.mark.parametrize(("path", "kind"), _SAMPLES, ids=lambda one: getattr(one, "name", ""))
def test_a_genuine_invoice_says_who_when_and_how_much(path: Path, kind: AttachmentKind) -> None:
    found = read_invoices(path)
    (document,) = found.documents
    assert found.kind is kind
    assert document.issuer
    assert document.tax_id
    assert len(document.tax_id) == 14
    assert document.number
    assert document.day
    assert document.currency == "BRL"
    assert document.total_minor
    # The same total as stands in the file, to the cent, in whatever element.
    written = f"{document.total_minor // 100}.{document.total_minor % 100:02d}"
    assert f">{written}<" in path.read_text(encoding="utf-8", errors="replace")


def test_there_are_samples() -> None:
    assert len(_SAMPLES) >= 20
