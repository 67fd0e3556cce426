"""Files on their way in, as doors hand them on."""

import hashlib
from pathlib import Path

from clara.domain.attachments.attachment import UploadedFile

STATEMENT = "Fecha,Comercio,Cargo\n2026-11-03,OXXO CENTRO,120.50\n2026-11-04,UBER,99.00\n"


def uploaded(path: Path, content: str | bytes = STATEMENT) -> UploadedFile:
    """What a door says of `content`, which it has put at `path`."""
    raw = content.encode() if isinstance(content, str) else content
    path.write_bytes(raw)
    digest = hashlib.sha256(raw).hexdigest()
    return UploadedFile(path=str(path), name=path.name, size=len(raw), digest=digest)
