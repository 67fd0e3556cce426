"""The process that reads one attachment and ends: `python -m` this module.

Arguments: path, currency, time zone, `rows` or `overview`, and tesseract with its languages where
there is one. Everything it learns of the file goes to standard output as frames.
"""

import sys
from pathlib import Path

from clara.adapters.attachments.confinement import confine
from clara.adapters.attachments.frames import ENCODER, LINES_AT_ONCE, Failed, Finished, Frame, Lines
from clara.adapters.attachments.limits import too_large, unreadable
from clara.adapters.attachments.reading import read
from clara.adapters.attachments.result import Result
from clara.adapters.attachments.tesseract import Tesseract
from clara.domain.errors import ClaraError

ROWS, OVERVIEW = "rows", "overview"


def main(arguments: list[str]) -> None:
    path, currency, zone, wanted, *program = arguments
    tesseract = Tesseract(program[0], tuple(program[1:])) if program else None
    confine(tesseract.program if tesseract else None)
    result = _read(Path(path), currency, zone, tesseract)
    if isinstance(result, ClaraError):
        _say(_failed(result))
        return
    if wanted == ROWS:
        for start in range(0, len(result.lines), LINES_AT_ONCE):
            _say(Lines(lines=result.lines[start : start + LINES_AT_ONCE]))
    _say(
        Finished(
            kind=result.kind,
            count=len(result.lines),
            documents=result.documents,
            remarks=result.remarks,
        )
    )


def _read(path: Path, currency: str, zone: str, tesseract: Tesseract | None) -> Result | ClaraError:
    try:
        return read(path, currency, zone, tesseract)
    except ClaraError as error:
        return error
    except MemoryError:
        return too_large("Reading the file would take more memory than is allowed.")
    except Exception:  # noqa: BLE001 - whatever a parser stumbles over says that the file is damaged
        return unreadable("The file is damaged.")


def _failed(error: ClaraError) -> Failed:
    remedy = error.remedy[:500] if error.remedy else None
    return Failed(code=error.code, message=error.message[:1_000], remedy=remedy)


def _say(frame: Frame) -> None:
    sys.stdout.buffer.write(ENCODER.encode(frame) + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
