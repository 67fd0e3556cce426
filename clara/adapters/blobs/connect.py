"""From the setting about blobs to where they are."""

from pathlib import Path
from urllib.parse import urlsplit

from clara.adapters.blobs.folder import FolderBlobs
from clara.application.attachments.ports import Blobs
from clara.domain.errors import Invalid

_TIMEOUT = "20s"


def open_blobs(url: str) -> Blobs:
    """Blobs of a CLARA_BLOBS_URL: `folder:PATH` or `s3://BUCKET/PREFIX`, whose region, endpoint and
    credentials are read from the usual AWS_… variables. Connects to nothing yet. Raises
    `invalid_settings`."""
    parts = urlsplit(url)
    if parts.scheme == "folder" and parts.path and not (parts.netloc or parts.query):
        return FolderBlobs(Path(parts.path))
    if parts.scheme == "s3" and parts.netloc and not parts.query:
        return _s3(url)
    raise Invalid(
        "invalid_settings",
        "CLARA_BLOBS_URL names no folder and no bucket.",
        remedy="Use folder:var/blobs or s3://bucket/prefix.",
    )


def _s3(url: str) -> Blobs:
    # Imported by installations that have a bucket.
    from obstore.exceptions import BaseError  # noqa: PLC0415
    from obstore.store import S3Store  # noqa: PLC0415

    from clara.adapters.blobs.object_store import ObjectStoreBlobs  # noqa: PLC0415

    try:
        store = S3Store.from_url(url, client_options={"timeout": _TIMEOUT, "allow_http": True})
    except (BaseError, ValueError) as error:
        raise Invalid(
            "invalid_settings",
            "CLARA_BLOBS_URL or one of the AWS_… variables is wrong.",
            remedy="Check the bucket's name, AWS_REGION and AWS_ENDPOINT.",
        ) from error
    return ObjectStoreBlobs(store)
