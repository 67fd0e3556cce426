"""What goes wrong with blobs, as a caller may know of it."""

from clara.domain.errors import NotFound, Unavailable


def unavailable() -> Unavailable:
    return Unavailable(
        "blobs_unavailable",
        "The place where files are kept can't be reached just now; try again.",
        retry_after=5,
    )


def missing() -> NotFound:
    return NotFound(
        "blob_missing", "The file is not kept any more.", remedy="Attach the file again."
    )
