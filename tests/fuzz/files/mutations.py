"""Files to be read, damaged in ways that get past their first bytes."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.adapters.attachments.support.good_files import (
    ABRASF,
    OFX_1,
    OFX_2,
    RECEIPT,
    attached_document,
    cfdi,
    csv_file,
    ods_file,
    pdf_file,
    pdf_of,
    ubl,
    xlsx_file,
)
from tests.adapters.attachments.support.hostile_files import MISLABELLED, REFUSED
from tests.fuzz.chance import damaged, text

NAMES = (
    "a.csv",
    "a.xlsx",
    "a.xls",
    "a.ods",
    "a.pdf",
    "a.xml",
    "a.ofx",
    "a.png",
    "a.jpg",
    "a",
    "a.exe",
)
SLOW = frozenset(
    {"zip_of_zeros.xlsx", "dense_sheet.xlsx", "many_entries.xlsx", "bomb.pdf", "operators.pdf"}
    | {"lying.xlsx", "deep.xml", "wide.xml", "quadratic.xml", "rows.csv", "one_line.csv"}
    | {"quotation.csv"}
)
"""Of the corpus, what takes seconds to make or megabytes to send."""


def good_files(folder: Path) -> dict[str, bytes]:
    """One of each kind that is read, by name."""
    _built(folder, {"a.csv": csv_file, "a.xlsx": xlsx_file, "a.ods": ods_file})
    pdf_file(folder / "a.pdf", RECEIPT)
    written = {one.name: one.read_bytes() for one in folder.iterdir()}
    return written | {
        "b.pdf": pdf_of(
            [zlib.compress(b"BT /F1 9 Tf (TOTAL 9.00) Tj ET")], b"/Filter /FlateDecode"
        ),
        "cfdi.xml": cfdi().encode(),
        "ubl.xml": ubl().encode(),
        "attached.xml": attached_document(ubl()).encode(),
        "nfse.xml": ABRASF.encode(),
        "a.ofx": OFX_1.encode(),
        "b.ofx": OFX_2.encode(),
        "b.csv": b"Fecha;Comercio;Cargo;Tarjeta\n03/11/2026;Caf\xe9;1.234,50;4417\n",
        "c.csv": "Data,Estabelecimento,Valor\n2026-11-03,PADARIA SÃO JOSÉ,45.90\n".encode("utf-16"),
    }


def _built(folder: Path, builders: Mapping[str, Callable[[Path], object]]) -> None:
    for name, build in builders.items():
        build(folder / name)


def corpus(folder: Path, *, with_slow: bool) -> dict[str, bytes]:
    """The hostile files of the tests, by name."""
    builders: dict[str, Callable[[Path], object]] = {
        **{name: build for name, (build, _) in REFUSED.items()},
        **MISLABELLED,
    }
    found = {}
    for name, build in builders.items():
        if with_slow or name not in SLOW:
            build(folder / name)
            found[name] = (folder / name).read_bytes()
    return found


def mutated(content: bytes, chance: random.Random) -> bytes:
    """Damaged as a whole, cut, doubled, hidden in an archive, or within the archive that it is."""
    match chance.randrange(8):
        case 0:
            return content[: chance.randrange(len(content) + 1)]
        case 1:
            return content + content
        case 2:
            return _archived({"xl/workbook.xml": content, text(chance)[:40] or "x": content})
        case 3:
            return bytes(chance.randrange(300)) + content
        case 4:
            return content.replace(b">", b">" + text(chance)[:500].encode("utf-8", "replace"), 3)
        case _:
            return _within(content, chance) if content[:2] == b"PK" else damaged(content, chance)


def _within(content: bytes, chance: random.Random) -> bytes:
    """One entry of an archive damaged, and its checksum right again."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(entries))
    entries[name] = damaged(entries[name], chance)
    return _archived(entries)


def _archived(entries: Mapping[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.encode("utf-8", "replace").decode().replace("\x00", "_"), content)
    return file.getvalue()


def statement(chance: random.Random) -> bytes:
    """A statement of a few rows, each cell of which may be anything."""
    mark = chance.choice(",;\t|")
    heads = chance.choice((_HEADS, _HEADS[:3], _HEADS[::-1], ("x", "y", "z")))
    rows = [[_cell(one, chance) for one in heads] for _ in range(chance.choice((0, 1, 3, 12, 200)))]
    lines = [mark.join(heads), *(mark.join(row) for row in rows)]
    coding = chance.choice(("utf-8", "utf-8", "latin-1", "cp1252", "utf-16", "utf-8-sig"))
    return chance.choice(("\n", "\r\n", "\r")).join(lines).encode(coding, "replace")


_HEADS = ("Fecha", "Comercio", "Cargo", "Tarjeta", "Moneda")
_CELLS = {
    "Fecha": ("2026-11-03", "03/11/2026", "31/02/2026", "9999-12-31", "45965", "0"),
    "Comercio": ("UBER", "OXXO", '"a""b', "=1+1"),
    "Cargo": ("10.50", "1,234.50", "-3", "1e9", "9" * 30, "NaN", "$ 5", "(12.00)", "0.001"),
    "Tarjeta": ("4417", "7788", "9999", "4111111111111111", "****4417"),
    "Moneda": ("MXN", "USD", "xxx", ""),
}


def _cell(head: str, chance: random.Random) -> str:
    if chance.random() < 0.85 and head in _CELLS:
        return chance.choice(_CELLS[head])
    return text(chance)[:3_000]
