"""OAuth's own error codes (RFC 6749, 4.1.2.1 and 5.2; RFC 8707, 2; RFC 7591, 3.2.2).

They are `ClaraError`s whose `code` is the protocol's word, so that the Runner treats them as any other
refusal; the door writes them as the protocol wants.
"""

from clara.domain.errors import Invalid, Unauthenticated, Unavailable


def invalid_request(description: str) -> Invalid:
    return Invalid("invalid_request", description)


def invalid_grant(description: str) -> Invalid:
    return Invalid("invalid_grant", description)


def invalid_target(description: str) -> Invalid:
    return Invalid("invalid_target", description)


def invalid_redirect_uri(description: str) -> Invalid:
    return Invalid("invalid_redirect_uri", description)


def invalid_client(
    description: str = "The client is unknown or its secret is wrong.",
) -> Unauthenticated:
    return Unauthenticated("invalid_client", description)


def invalid_client_document(description: str) -> Invalid:
    """For whoever publishes the document; the person who meets it can only tell them."""
    return Invalid("invalid_client_document", description)


def client_document_unavailable() -> Unavailable:
    """One answer for every reason: what our network reaches is nobody's business."""
    return Unavailable(
        "client_document_unavailable",
        "The document that says who this program is can't be read at its address.",
    )
