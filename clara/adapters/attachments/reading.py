"""From a file to its rows, by what kind it is. Runs in the reading process only."""

from pathlib import Path

from clara.adapters.attachments.limits import too_large, unreadable
from clara.adapters.attachments.result import Result
from clara.adapters.attachments.sniffing import Family, family_of
from clara.adapters.attachments.tesseract import Tesseract
from clara.domain.errors import ClaraError

_IMPORT_REMEDY = (
    "Give the table a row of headers with date, description and amount, or export it again as CSV."
)


def read(path: Path, currency: str, zone: str, tesseract: Tesseract | None) -> Result:
    """The rows of the file at `path`. `currency` and `zone` are the company's: of amounts without a
    currency, and of times without an offset.

    Raises `attachment_unsupported`, `attachment_unreadable`, `attachment_too_large`.
    """
    family = family_of(path)
    try:
        return _read(path, family, currency, zone, tesseract)
    except ClaraError as error:
        if error.code.startswith("attachment_"):
            raise
        if error.code == "import_too_large":
            raise too_large(error.message) from error
        raise unreadable(error.message, _IMPORT_REMEDY) from error


def _read(
    path: Path, family: Family, currency: str, zone: str, tesseract: Tesseract | None
) -> Result:
    """Libraries are imported for the file at hand only: what is not loaded can't be attacked."""
    if family is Family.XML:
        from clara.adapters.attachments.electronic_invoices import read_invoices  # noqa: PLC0415

        return read_invoices(path)
    if family is Family.OFX:
        from clara.adapters.attachments.ofx import read_ofx  # noqa: PLC0415

        return read_ofx(path, currency)
    if family is Family.PDF:
        from clara.adapters.attachments.pdf import read_pdf  # noqa: PLC0415

        return read_pdf(path, currency)
    if family is Family.IMAGE:
        from clara.adapters.attachments.images import read_image  # noqa: PLC0415

        return read_image(path, currency, tesseract)
    from clara.adapters.attachments.tables import read_table  # noqa: PLC0415

    return read_table(path, family, currency, zone)
