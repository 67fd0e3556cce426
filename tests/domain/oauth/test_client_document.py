"""What a client may publish of itself."""

from typing import Any

import msgspec
import pytest

from clara.domain.errors import ClaraError
from clara.domain.oauth.client import ClientAuth, OAuthClient
from clara.domain.oauth.client_document import MAX_REDIRECT_URIS, ClientDocument
from tests.support.clock import NOW

URL = "https://assistant.example/client.json"
CALLBACK = "https://assistant.example/callback"


def client(**members: Any) -> OAuthClient:
    document = {"client_id": URL, "redirect_uris": [CALLBACK], **members}
    return msgspec.convert(document, ClientDocument).client(URL, NOW)


def _refused(**members: Any) -> str:
    with pytest.raises(ClaraError) as caught:
        client(**members)
    return caught.value.code


def test_the_least_is_an_identifier_and_where_to_go_back_to() -> None:
    assert client() == OAuthClient(
        id=URL,
        name="assistant.example",
        redirect_uris=(CALLBACK,),
        auth=ClientAuth.NONE,
        created_at=NOW,
    )


@pytest.mark.parametrize(
    ("said", "name"),
    [("Assistant", "Assistant"), ("\u202eA\n b", "A b"), ("\u200b", "assistant.example")],
)
def test_its_name_is_cleaned(said: str, name: str) -> None:
    assert client(client_name=said).name == name


def test_lists_of_grants_name_the_host_beside_what_it_calls_itself() -> None:
    assert client(client_name="Assistant").known_as == "Assistant (assistant.example)"


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"token_endpoint_auth_method": "none"},
        {"token_endpoint_auth_methods_supported": ["none", "private_key_jwt"]},
        {
            "token_endpoint_auth_method": "private_key_jwt",
            "token_endpoint_auth_methods_supported": ["private_key_jwt", "none"],
        },
    ],
)
def test_who_can_do_without_a_proof_does(members: dict[str, Any]) -> None:
    assert client(**members).auth is ClientAuth.NONE


@pytest.mark.parametrize(
    ("members", "word"),
    [
        ({"token_endpoint_auth_method": "private_key_jwt"}, "private_key_jwt"),
        ({"token_endpoint_auth_method": "tls_client_auth"}, "none"),
        ({"token_endpoint_auth_method": "client_secret_basic"}, "secret"),
        ({"token_endpoint_auth_method": "client_secret_post"}, "secret"),
        (
            {
                "token_endpoint_auth_method": "client_secret_jwt",
                "token_endpoint_auth_methods_supported": ["none"],
            },
            "secret",
        ),
        ({"client_secret": "s"}, "client_secret"),
        ({"client_secret": None}, "client_secret"),
        ({"client_secret_expires_at": 0}, "client_secret"),
        ({"client_id": URL + "?"}, "own address"),
        ({"client_id": URL.upper()}, "own address"),
        ({"redirect_uris": []}, "redirect_uris"),
        ({"redirect_uris": [CALLBACK] * (MAX_REDIRECT_URIS + 1)}, "redirect_uris"),
    ],
)
def test_what_can_not_be_is_refused_in_words_that_help(members: dict[str, Any], word: str) -> None:
    with pytest.raises(ClaraError, match=word) as caught:
        client(**members)
    assert caught.value.code == "invalid_client_document"


@pytest.mark.parametrize("uri", ["http://assistant.example/", "javascript:alert(1)", "", "/x"])
def test_where_it_sends_people_is_checked_as_for_any_client(uri: str) -> None:
    assert _refused(redirect_uris=[CALLBACK, uri]) == "invalid_redirect_uri"
