"""What goes wrong with blobs, as a caller may know of it."""

from clara.domain.errors import NotFound, StorageFull, Unavailable


def unavailable(error: BaseException) -> Unavailable:
    """`storage_full` where that is why."""
    return StorageFull.of(error) or Unavailable(
        "blobs_unavailable",
        "The place where files are kept can't be reached just now; try again.",
        retry_after=5,
    )


def missing() -> NotFound:
    return NotFound(
        "blob_missing", "The file is not kept any more.", remedy="Attach the file again."
    )
