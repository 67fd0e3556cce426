"""The `ClientDocuments` port over HTTPS, and where it is switched off."""

import asyncio
import logging
import ssl
from collections.abc import Callable
from typing import NoReturn

import msgspec
from msgspec import Struct

from clara.adapters.client_documents.freshness import fresh_seconds
from clara.adapters.observing.watch import calling
from clara.adapters.outside.addresses import Address, Resolve, is_public, resolve
from clara.adapters.outside.guarded_http import Answered, GuardedHttp, NotAnswered
from clara.application.oauth.ports import ClientDocuments
from clara.application.ports import Clock
from clara.domain.oauth.client import OAuthClient
from clara.domain.oauth.client_document import ClientDocument
from clara.domain.oauth.errors import (
    client_document_unavailable,
    invalid_client,
    invalid_client_document,
)

TIMEOUT_SECONDS = 5.0
MAX_BYTES = 5 * 1024
"""What the draft recommends (draft-ietf-oauth-client-id-metadata-document-02, 8.7)."""
_AT_ONCE = 8
_MOST_KEPT = 256

_log = logging.getLogger("clara.oauth")


class _Kept(Struct, frozen=True):
    client: OAuthClient
    until: float
    """On the clock that never jumps."""


class FetchedDocuments(ClientDocuments):
    """Reads at most eight documents at once, each within five seconds and 5 KiB, and keeps the last
    256; what could not be read, or is not in order, is not kept.

    `resolve`, `allows` and `tls` are for tests, which have a host on loopback with a certificate of
    their own.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        resolve: Resolve = resolve,
        allows: Callable[[Address], bool] = is_public,
        tls: ssl.SSLContext | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._clock, self._timeout_seconds = clock, timeout_seconds
        self._http = GuardedHttp(resolve, allows, tls, timeout_seconds)
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._kept: dict[str, _Kept] = {}

    def kept(self, url: str) -> OAuthClient | None:
        found = self._kept.get(url)
        return found.client if found and self._clock.elapsed() < found.until else None

    async def fetch(self, url: str) -> OAuthClient:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                await self._turns.acquire()
        except TimeoutError:
            raise client_document_unavailable() from None
        try:
            with calling("client_document") as call:
                read = await self._http.get(url, "application/json", MAX_BYTES)
                call.answered(read.status)
            body = _required(read)
        except NotAnswered as reason:
            _log.info("the document of a client can't be read: %s", reason)
            raise client_document_unavailable() from None
        finally:
            self._turns.release()
        client = _document(body).client(url, self._clock.now())
        self._keep(client, fresh_seconds(read.headers))
        return client

    def _keep(self, client: OAuthClient, seconds: float) -> None:
        self._kept.pop(client.id, None)
        while len(self._kept) >= _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[client.id] = _Kept(client, self._clock.elapsed() + seconds)


def _required(read: Answered) -> bytes:
    if read.status != 200:
        raise NotAnswered(f"status {read.status}")
    kind = read.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_json = kind == "application/json" or (
        kind.startswith("application/") and kind.endswith("+json")
    )
    if not is_json:
        raise NotAnswered("not JSON")
    if read.body is None:
        raise NotAnswered("too long")
    return read.body


def _document(body: bytes) -> ClientDocument:
    try:
        return msgspec.json.decode(body, type=ClientDocument)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise invalid_client_document(
            "The document is not a JSON object with client_id and redirect_uris as they should be."
        ) from error


class NoDocuments(ClientDocuments):
    """An address is no identifier here."""

    def kept(self, url: str) -> OAuthClient | None:
        _refuse()

    async def fetch(self, url: str) -> OAuthClient:
        _refuse()


def _refuse() -> NoReturn:
    raise invalid_client(
        "This server does not read documents of clients. Register the client instead."
    )
