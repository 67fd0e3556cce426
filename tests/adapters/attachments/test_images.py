"""Photographs of receipts, where tesseract is installed."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont

from clara.adapters.attachments.child_reader import ChildReader
from clara.adapters.attachments.tesseract import installed_tesseract
from clara.domain.attachments.contents import Remark, RemarkCode
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.errors import ClaraError
from tests.adapters.attachments.support.good_files import RECEIPT

pytestmark = pytest.mark.anyio
needs_tesseract = pytest.mark.skipif(
    installed_tesseract() is None, reason="tesseract is not installed on this machine"
)


def _photograph(path: Path, kind: str, lines: tuple[str, ...] = RECEIPT) -> Path:
    image = Image.new("RGB", (1000, 900), "white")
    draw = ImageDraw.Draw(image)
    for place, line in enumerate(lines):
        draw.text((60, 60 + 90 * place), line, "black", font=ImageFont.load_default(44))
    image.save(path, kind)
    return path


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
async def test_a_photograph_of_a_receipt_becomes_a_document(
    reader: ChildReader, tmp_path: Path, kind: str
) -> None:
    found = await reader.contents(_photograph(tmp_path / "file", kind), "MXN", "UTC")
    assert found.kind is AttachmentKind.IMAGE
    assert found.documents[0].total_minor == 1_160_00
    assert found.documents[0].tax_id == "GODE561231GR8"
    assert Remark(code=RemarkCode.READ_FROM_TEXT) in found.remarks


@needs_tesseract
async def test_a_picture_without_text_says_so(reader: ChildReader, tmp_path: Path) -> None:
    found = await reader.contents(_photograph(tmp_path / "file", "PNG", ()), "MXN", "UTC")
    assert found.remarks == (Remark(code=RemarkCode.NO_TEXT),)


async def test_without_tesseract_pictures_are_neither_offered_nor_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed_tesseract.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    try:
        reader = ChildReader()
        assert AttachmentKind.IMAGE not in reader.readable()
        with pytest.raises(ClaraError) as refused:
            await reader.overview(_photograph(tmp_path / "file", "PNG"))
        assert refused.value.code == "attachment_unsupported"
    finally:
        installed_tesseract.cache_clear()
