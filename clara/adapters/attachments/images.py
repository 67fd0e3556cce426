"""Photographs and scans, through tesseract where it is installed."""

import subprocess
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from clara.adapters.attachments.limits import (
    MAX_PIXELS,
    READ_PIXELS,
    WALL_SECONDS,
    too_large,
    unreadable,
    unsupported,
)
from clara.adapters.attachments.pdf import from_text
from clara.adapters.attachments.result import Result
from clara.adapters.attachments.tesseract import Tesseract
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.errors import TooLarge

_FORMATS = ("PNG", "JPEG", "WEBP", "TIFF")


def read_image(path: Path, currency: str, tesseract: Tesseract | None) -> Result:
    """Raises `attachment_unsupported` without tesseract, `attachment_unreadable`,
    `attachment_too_large`."""
    if tesseract is None:
        raise unsupported("This server reads no pictures: it has no tesseract.")
    return from_text(AttachmentKind.IMAGE, _recognised(_prepared(path), tesseract), currency)


def _prepared(path: Path) -> bytes:
    """Upright, grey, and not larger than letters need: PNG."""
    try:
        with Image.open(path, formats=_FORMATS) as image:
            if image.width * image.height > MAX_PIXELS:
                raise _too_many_pixels()
            image.draft("L", (READ_PIXELS, READ_PIXELS))
            upright = ImageOps.exif_transpose(image)
            grey = upright.convert("L")
            grey.thumbnail((READ_PIXELS, READ_PIXELS))
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise unreadable("The picture is damaged.") from error
    written = BytesIO()
    grey.save(written, "PNG")
    return written.getvalue()


def _too_many_pixels() -> TooLarge:
    return too_large(f"The picture has more than {MAX_PIXELS // 1_000_000} million pixels.")


def _recognised(image: bytes, tesseract: Tesseract) -> str:
    done = subprocess.run(  # noqa: S603 - the program that was found at the start, no shell
        [tesseract.program, "stdin", "stdout", "-l", "+".join(tesseract.languages)],
        input=image,
        capture_output=True,
        timeout=WALL_SECONDS,
        check=False,
    )
    if done.returncode:
        raise unreadable("No text could be looked for in the picture.")
    return done.stdout.decode("utf-8", "replace")
