"""Which encoding a text file is in, and whether it is text at all."""

import codecs
from functools import partial
from pathlib import Path
from typing import NamedTuple

import charset_normalizer

from clara.adapters.statements.limits import MAX_LINE_BYTES, too_large
from clara.domain.errors import Invalid

_CHUNK = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ["cp1252", "latin_1", "cp850", "mac_roman"]
_ACCENTS = frozenset("áéíóúüñçãõâêôàÁÉÍÓÚÜÑÇÃÕÂÊÔÀºª°¿¡€£–’")
_CONTROLS = bytes({*range(1, 32)} - set(b"\t\n\r\x1a"))
_SAMPLE = 1 << 16
_MOST_CONTROLS = 0.01
MIXED = "clara-mixed"
"""Error handler for UTF-8 files into which lines of another encoding were pasted."""


class Encoding(NamedTuple):
    name: str
    errors: str


def encoding_of(path: Path) -> Encoding:
    """Reads the whole file once, in pieces, so that no later byte can surprise the reader.

    Raises `empty_file`, `unreadable_file` for what is not text and `import_too_large` for a line
    longer than 1 MiB.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if not start:
        raise Invalid("empty_file", "The file is empty.")
    for mark, name in _MARKS:
        if start.startswith(mark):
            is_valid = _Scan(path, name).is_valid
            if name == "utf-16" and not is_valid:
                raise _not_text()
            return Encoding(name, "strict" if is_valid else MIXED)
    if _Scan(path, "utf-8").is_valid:
        return Encoding("utf-8", "strict")
    sample = _sample(path)
    if _is_mostly_utf8(sample):
        return Encoding("utf-8", MIXED)
    return Encoding(_legacy(sample), "replace")


class _Scan:
    """One pass over the bytes: whether they are text at all, and valid in an encoding."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.is_valid = True
        decoder = codecs.getincrementaldecoder(encoding)()
        since_line = size = controls = 0
        with path.open("rb") as file:
            for chunk in iter(partial(file.read, _CHUNK), b""):
                if encoding != "utf-16":
                    controls += _checked_controls(chunk)
                size += len(chunk)
                last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
                since_line = len(chunk) - last if last >= 0 else since_line + len(chunk)
                if since_line > MAX_LINE_BYTES:
                    raise too_large("The file has a line of more than 1 MiB.")
                self._decode(decoder, chunk, final=False)
        self._decode(decoder, b"", final=True)
        if controls > size * _MOST_CONTROLS:
            raise _not_text()

    def _decode(self, decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> None:
        if self.is_valid:
            try:
                decoder.decode(chunk, final)
            except UnicodeDecodeError:
                self.is_valid = False


def _sample(path: Path) -> bytes:
    """64 KiB of the lines that are not ASCII, from anywhere in the file."""
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        for line in file:
            if not line.isascii():
                lines.append(line)
                size += len(line)
                if size >= _SAMPLE:
                    break
    return b"".join(lines)


def _checked_controls(chunk: bytes) -> int:
    if b"\0" in chunk:
        raise _not_text()
    return len(chunk) - len(chunk.translate(None, _CONTROLS))


def _not_text() -> Invalid:
    return Invalid(
        "unreadable_file",
        "The file is neither text nor a workbook that can be read.",
        remedy="Export the statement as CSV, XLSX or XLS.",
    )


def _is_mostly_utf8(sample: bytes) -> bool:
    """More characters of several bytes than bytes that fit no character."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) - broken > broken


def _legacy(sample: bytes) -> str:
    """The one-byte encoding whose accents are those of Spanish, Portuguese and English.

    charset-normalizer decides among those that give the same number of accents; on a few names it
    alone would often find Polish.
    """
    scores = {name: _accents(sample, name) for name in _CANDIDATES}
    best = max(scores.values())
    likely = [name for name in _CANDIDATES if scores[name] == best]
    if len(likely) == 1 or "cp1252" in likely:
        return likely[0]
    found = charset_normalizer.from_bytes(sample, cp_isolation=likely).best()
    return found.encoding if found else likely[0]


def _accents(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, "replace")
    return sum(1 if character in _ACCENTS else -1 for character in text if character > "\x7f")


def _decode_mixed(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    broken = error.object[error.start : error.end]
    return broken.decode("cp1252", "replace"), error.end


codecs.register_error(MIXED, _decode_mixed)
