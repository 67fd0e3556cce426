"""Whether tesseract can be asked on this machine, and in which of our languages."""

import shutil
import subprocess
from functools import cache
from typing import NamedTuple

_OURS = ("spa", "por", "eng")
_SECONDS = 5.0


class Tesseract(NamedTuple):
    program: str
    languages: tuple[str, ...]


@cache
def installed_tesseract() -> Tesseract | None:
    """None without the program or any of our languages. Asked once: starting it takes a moment."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    try:
        listed = subprocess.run(  # noqa: S603 - found above, no shell
            [program, "--list-langs"], capture_output=True, timeout=_SECONDS, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    known = set(listed.stdout.split())
    languages = tuple(one for one in _OURS if one in known)
    return Tesseract(program, languages) if languages else None
