"""Documents are read over TLS from a host on loopback, and everything that must not happen does
not."""

import asyncio
import json
from ipaddress import ip_address

import pytest

from clara.adapters.client_documents.fetched_documents import (
    MAX_BYTES,
    FetchedDocuments,
    NoDocuments,
)
from clara.adapters.outside.addresses import is_public
from clara.domain.errors import ClaraError
from clara.domain.oauth.client import ClientAuth
from tests.support.clock import FakeClock
from tests.support.publisher import (
    CALLBACK,
    HOST,
    LOOPBACK,
    OTHER_HOST,
    Answer,
    Publisher,
    answer,
    hang_up,
    trickle,
)

pytestmark = pytest.mark.anyio

UNAVAILABLE = "client_document_unavailable"


async def _refused(documents: FetchedDocuments, url: str) -> str:
    with pytest.raises(ClaraError) as caught:
        await documents.fetch(url)
    assert documents.kept(url) is None
    return caught.value.code


async def test_a_client_is_who_its_document_says(
    documents: FetchedDocuments, publisher: Publisher, clock: FakeClock
) -> None:
    url = publisher.publish(client_name="Assist\u202eant", logo_uri="https://x.example/", scope="a")
    client = await documents.fetch(url)
    assert (client.id, client.name, client.publisher) == (url, "Assistant", HOST)
    assert (client.redirect_uris, client.auth) == ((CALLBACK,), ClientAuth.NONE)
    assert (client.is_ours, client.created_at) == (False, clock.now())


async def test_the_host_is_asked_by_its_name_and_told_nothing_else(
    documents: FetchedDocuments, publisher: Publisher
) -> None:
    await documents.fetch(publisher.publish("/a/client.json?v=1"))
    [[first, *lines]] = publisher.asked
    assert first == "GET /a/client.json?v=1 HTTP/1.1"
    headers = dict(line.lower().split(": ", 1) for line in lines)
    assert headers["host"] == f"{HOST}:{publisher.port}"
    assert not {"cookie", "authorization", "referer", "origin"} & headers.keys()


async def test_a_document_is_kept_as_long_as_its_answer_says(
    documents: FetchedDocuments, publisher: Publisher, clock: FakeClock
) -> None:
    url = publisher.publish()
    assert documents.kept(url) is None
    found = await documents.fetch(url)
    assert documents.kept(url) == found
    clock.advance(minutes=4, seconds=59)
    assert documents.kept(url) == found
    clock.advance(seconds=2)
    assert documents.kept(url) is None


async def test_the_newest_256_are_kept(documents: FetchedDocuments, publisher: Publisher) -> None:
    urls = [publisher.publish(f"/{number}") for number in range(257)]
    await documents.fetch(urls[0])
    await documents.fetch(urls[1])
    await documents.fetch(urls[0])
    for url in urls[2:]:
        await documents.fetch(url)
    assert documents.kept(urls[1]) is None
    assert all(documents.kept(url) for url in (urls[0], *urls[2:]))


@pytest.mark.parametrize(
    "said",
    [
        answer(b"{}", 404),
        answer(b"{}", 201),
        answer(b"{}", 500),
        answer(b"", 304),
        answer(b"{}", content_type="text/html"),
        answer(b"{}", content_type="text/json"),
        answer(b" " * (MAX_BYTES + 1)),
        hang_up,
    ],
    ids=["404", "201", "500", "304", "html", "text", "too_long", "hang_up"],
)
async def test_what_is_no_answer_is_one_refusal(
    documents: FetchedDocuments, publisher: Publisher, said: Answer
) -> None:
    url = publisher.publish()
    publisher.answers["/client.json"] = said
    assert await _refused(documents, url) == UNAVAILABLE


async def test_a_redirect_is_not_followed(
    documents: FetchedDocuments, publisher: Publisher
) -> None:
    url = publisher.publish("/moved")
    publisher.answers["/client.json"] = answer(b"", 302, location=url)
    assert await _refused(documents, publisher.url()) == UNAVAILABLE
    assert len(publisher.asked) == 1


async def test_a_host_that_never_ends_is_left(publisher: Publisher, clock: FakeClock) -> None:
    url = publisher.publish()
    publisher.answers["/client.json"] = trickle
    hasty = publisher.documents(clock, timeout_seconds=0.3)
    assert await _refused(hasty, url) == UNAVAILABLE


async def test_a_certificate_is_for_the_name_not_for_the_address(
    documents: FetchedDocuments, publisher: Publisher
) -> None:
    publisher.publish()
    assert await _refused(documents, publisher.url(host=OTHER_HOST)) == UNAVAILABLE
    assert (publisher.resolved, publisher.asked) == ([OTHER_HOST], [])


async def test_authorities_that_nobody_trusts_are_not_trusted(
    publisher: Publisher, clock: FakeClock
) -> None:
    url = publisher.publish()
    assert await _refused(publisher.documents(clock, tls=None), url) == UNAVAILABLE
    assert publisher.asked == []


@pytest.mark.parametrize(
    "addresses",
    [
        [LOOPBACK],
        [ip_address("169.254.169.254")],
        [ip_address("8.8.8.8"), LOOPBACK],
        [ip_address("::ffff:127.0.0.1")],
        [],
    ],
)
async def test_nothing_is_asked_of_a_name_that_leads_inside(
    publisher: Publisher, clock: FakeClock, addresses: list[object]
) -> None:
    url = publisher.publish()
    publisher.addresses = addresses  # type: ignore[assignment]
    assert await _refused(publisher.documents(clock, allows=is_public), url) == UNAVAILABLE
    assert publisher.asked == []


async def test_unless_a_test_allows_it_loopback_is_not_read(publisher: Publisher) -> None:
    documents = FetchedDocuments(FakeClock(), resolve=publisher.resolve, tls=publisher.tls)
    assert await _refused(documents, publisher.publish()) == UNAVAILABLE
    assert publisher.asked == []


async def test_the_address_that_was_checked_is_the_one_that_is_asked(
    documents: FetchedDocuments, publisher: Publisher
) -> None:
    await documents.fetch(publisher.publish())
    assert publisher.resolved == [HOST]


async def test_the_next_address_is_tried_where_one_does_not_answer(
    documents: FetchedDocuments, publisher: Publisher
) -> None:
    publisher.addresses = (ip_address("127.0.0.2"), LOOPBACK)
    assert await documents.fetch(publisher.publish())


async def test_no_proxy_comes_between(
    documents: FetchedDocuments, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert await documents.fetch(publisher.publish())


async def test_at_most_eight_are_read_at_once(
    documents: FetchedDocuments, publisher: Publisher
) -> None:
    urls = [publisher.publish(f"/{number}") for number in range(20)]
    said, busy, most = dict(publisher.answers), 0, 0

    def slow(path: str) -> Answer:
        async def say(writer: asyncio.StreamWriter) -> None:
            nonlocal busy, most
            busy += 1
            most = max(most, busy)
            await asyncio.sleep(0.02)
            busy -= 1
            await said[path](writer)

        return say

    publisher.answers = {path: slow(path) for path in said}
    await asyncio.gather(*map(documents.fetch, urls))
    assert most == 8


@pytest.mark.parametrize(
    "body",
    [b"", b"no", b"[]", b"{}", b'{"client_id": 1}', b"\xff\xfe{}", b"[" * 5_000],
    ids=["empty", "text", "list", "nothing", "number", "utf16", "deep"],
)
async def test_what_is_no_document_is_said_so(
    documents: FetchedDocuments, publisher: Publisher, body: bytes
) -> None:
    publisher.answers["/client.json"] = answer(body)
    assert await _refused(documents, publisher.url()) == "invalid_client_document"


async def test_a_document_of_another_address_is_nobodys(
    documents: FetchedDocuments, publisher: Publisher
) -> None:
    publisher.publish("/other.json")
    publisher.answers["/client.json"] = publisher.answers["/other.json"]
    assert await _refused(documents, publisher.url()) == "invalid_client_document"


async def test_five_kibibytes_are_read(documents: FetchedDocuments, publisher: Publisher) -> None:
    document = {"client_id": publisher.url(), "redirect_uris": [CALLBACK]}
    publisher.answers["/client.json"] = answer(json.dumps(document).encode().ljust(MAX_BYTES))
    assert (await documents.fetch(publisher.url())).name == HOST


async def test_a_compressed_answer_is_not_unpacked(
    documents: FetchedDocuments, publisher: Publisher
) -> None:
    publisher.answers["/client.json"] = answer(b"\x1f\x8b\x08\x00" * 9, content_encoding="gzip")
    assert await _refused(documents, publisher.url()) == "invalid_client_document"


async def test_where_it_is_switched_off_an_address_is_no_identifier() -> None:
    url = "https://assistant.example/client.json"
    with pytest.raises(ClaraError, match="invalid_client"):
        NoDocuments().kept(url)
    with pytest.raises(ClaraError, match="invalid_client"):
        await NoDocuments().fetch(url)
