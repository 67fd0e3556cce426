"""What a connection that could not be made says about name, network and certificate."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from clara.adapters.mcp.handshakes.finding import Broken

NAME, CONNECTION, CERTIFICATE = "name", "connection", "certificate"

_RENEW = "Renew the certificate, and have it renewed automatically before it ends."
_AUTHORITY = (
    "Use a certificate of a public authority and send its whole chain (fullchain.pem): assistants"
    " on the internet trust no other. SSL_CERT_FILE names an authority of one's own to this command."
)
_NAMES = "Get a certificate that lists the address's host name among its subject alternative names."
_VERIFICATION = {  # X509_V_ERR_… in OpenSSL's x509_vfy.h
    9: ("is not valid yet", "Set the clocks of this computer and of the server."),
    10: ("has expired", _RENEW),
    18: ("is signed by itself", _AUTHORITY),
    19: ("comes from an authority that is not trusted", _AUTHORITY),
    20: ("comes from an authority that is not trusted, or without its chain", _AUTHORITY),
    21: ("comes without its chain", _AUTHORITY),
    62: ("is for another name", _NAMES),
    64: ("is for another address", _NAMES),
}


class Unreachable(Broken):
    """`step` is name, connection or certificate."""

    def __init__(self, step: str, sentence: str, remedy: str) -> None:
        self.step = step
        super().__init__(sentence, remedy)


def unreachable(error: httpx.TransportError, host: str, port: int) -> Unreachable:
    """Why `host` did not answer on `port`."""
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _certificate(cause)
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Unreachable(
            CERTIFICATE,
            f"Port {port} of {host} does not speak TLS.",
            "Let the proxy serve https on that port, or add the right port to the address.",
        )
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Unreachable(
            NAME,
            f"The name {host} leads nowhere.",
            "Correct the address, or add an A or AAAA record for the name to your DNS.",
        )
    return _connection(error, causes, host, port)


def _certificate(error: ssl.SSLCertVerificationError) -> Unreachable:
    otherwise = (f"is not trusted: {error.verify_message}", _AUTHORITY)
    what, remedy = _VERIFICATION.get(error.verify_code, otherwise)
    return Unreachable(CERTIFICATE, f"The certificate {what}.", remedy)


def _connection(
    error: httpx.TransportError, causes: list[BaseException], host: str, port: int
) -> Unreachable:
    place = f"{host}, port {port},"
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        sentence = f"{place} refuses connections."
        remedy = "Start the proxy or `clara serve` there, or add the right port to the address."
    elif isinstance(error, httpx.ConnectTimeout):
        sentence = f"{place} does not answer at all."
        remedy = "Open the port in the firewall, and see that DNS names the right machine."
    elif isinstance(error, httpx.ProxyError):
        sentence = f"{place} can't be reached through this computer's proxy."
        remedy = "Unset HTTPS_PROXY, or name the host in NO_PROXY."
    elif isinstance(error, httpx.TimeoutException):
        sentence = f"{place} takes the request and then says nothing."
        remedy = "See that Clara runs behind the proxy, and that the proxy holds no answer back."
    elif isinstance(error, httpx.ConnectError):
        sentence = f"{place} can't be reached."
        remedy = "See that this computer has a way there, and that DNS names the right machine."
    else:
        sentence = f"{place} breaks the connection off, or does not speak HTTP."
        remedy = "Use https:// where the port speaks TLS; look into the log of the proxy."
    return Unreachable(CONNECTION, sentence, remedy)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, BaseExceptionGroup):  # of all addresses that a name has
            for inner in error.exceptions:
                yield from _causes(inner)
        error = error.__cause__ or error.__context__
