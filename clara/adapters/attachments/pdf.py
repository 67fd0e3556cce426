"""PDF: the text that is in it. Pictures of text are not looked at."""

from pathlib import Path

from pypdf import PdfReader
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from clara.adapters.attachments.limits import LOCKED, MAX_PAGES, too_large, unreadable
from clara.adapters.attachments.result import Result
from clara.domain.attachments.contents import Remark, RemarkCode
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.attachments.running_text import MAX_TEXT, document_in


def read_pdf(path: Path, currency: str) -> Result:
    """Raises `attachment_too_large` and `attachment_unreadable`; whatever pypdf stumbles over is a damaged file."""
    try:
        text, left_out = _text(path)
    except LimitReachedError as error:
        raise too_large("The PDF would unpack to more than is allowed.") from error
    except (PyPdfError, ValueError, LookupError, TypeError, AttributeError, OSError) as error:
        raise unreadable("The PDF is damaged.") from error
    remarks = [Remark(code=RemarkCode.PAGES_LEFT_OUT, count=left_out)] if left_out else []
    return from_text(AttachmentKind.PDF, text, currency, *remarks)


def from_text(kind: AttachmentKind, text: str, currency: str, *remarks: Remark) -> Result:
    """The document that a file's text shows, with what has to be said about it."""
    if not any(character.isalnum() for character in text):
        return Result(kind, remarks=(*remarks, Remark(code=RemarkCode.NO_TEXT)))
    found = document_in(text, currency)
    guessed = Remark(code=RemarkCode.READ_FROM_TEXT)
    if found is None:
        return Result(kind, remarks=(*remarks, Remark(code=RemarkCode.NO_TOTAL)))
    missing = [Remark(code=RemarkCode.NO_TOTAL)] if found.total_minor is None else []
    return Result(kind, documents=(found,), remarks=(*remarks, guessed, *missing))


def _text(path: Path) -> tuple[str, int]:
    """The first pages' text, and how many pages were left out."""
    reader = PdfReader(path, strict=False)
    if reader.is_encrypted:
        _unlock(reader)
    count = len(reader.pages)
    texts: list[str] = []
    size = 0
    for number in range(min(count, MAX_PAGES)):
        texts.append(reader.pages[number].extract_text())
        size += len(texts[-1])
        if size > MAX_TEXT:
            return "\n".join(texts), count - number - 1
    return "\n".join(texts), max(0, count - MAX_PAGES)


def _unlock(reader: PdfReader) -> None:
    """Many are encrypted against changes only, and open with an empty password."""
    try:
        is_open = bool(reader.decrypt(""))
    except (DependencyError, NotImplementedError):
        is_open = False
    if not is_open:
        raise unreadable(LOCKED, "Save it without a password.")
