"""What an answer that no client could use says about what stands in front of Clara."""

from clara.adapters.mcp.handshakes.deployment import Answer, Deployment, shown
from clara.adapters.mcp.handshakes.finding import Broken

_PASSED = "/mcp, /.well-known/, /register, /authorize, /token and /revoke"
_HTML = "text/html"


def unexpected(answer: Answer, what: str, deployment: Deployment, user_agent: str) -> Broken:
    """Why `what`, as a request is called in a sentence, was answered so."""
    if answer.headers.get("content-encoding", "identity") != "identity":
        return Broken(
            f"{what} is answered compressed, though that was not asked for.",
            "Let the proxy compress only for clients that send Accept-Encoding, and nothing of /mcp.",
        )
    if 300 <= answer.status < 400:
        return _redirected(answer, what, deployment)
    if answer.code is not None:
        return _refused_by_clara(answer, answer.code, what, deployment)
    return _refused_on_the_way(answer, what, user_agent)


def public_url(deployment: Deployment) -> str:
    return f"Set CLARA_PUBLIC_URL={deployment.origin} and start Clara again."


def _redirected(answer: Answer, what: str, deployment: Deployment) -> Broken:
    target = answer.headers.get("location", "").partition("?")[0]
    sentence = (
        f"{what} is redirected to {shown(target)}, which clients do not follow with a credential."
    )
    if target.startswith("https:") and deployment.origin.startswith("http:"):
        return Broken(sentence, "Give clients the https address.")
    return Broken(sentence, f"Let the proxy hand {_PASSED} on to Clara instead of redirecting.")


def _refused_by_clara(answer: Answer, code: str, what: str, deployment: Deployment) -> Broken:
    sentence = f"Clara answers {what} with {answer.status} {shown(code)}."
    remedies = {
        "foreign_host": f"Let the proxy pass the header Host on as it came, and {_lower(deployment)}"
        f" Further names go into CLARA_ALLOWED_HOSTS.",
        "encryption_required": "Name the proxy in CLARA_TRUSTED_PROXIES, and let it send"
        " X-Forwarded-Proto: https.",
        "foreign_origin": "Let the proxy send no Origin that the client did not send.",
        "rate_limited": "Name the proxy in CLARA_TRUSTED_PROXIES, so that clients do not share its"
        " limit, or raise CLARA_RATE_LIMIT.",
        "unauthenticated": "Make a credential with `clara token create`; see that USER_ID is its"
        " user's, or unset.",
        "route_not_found": "Let the proxy hand paths on as they came, without a prefix taken off or"
        f" put on: {_PASSED}.",
    }
    otherwise = (
        "See what /api/v1/health/ready says, and Clara's log, for the answer's X-Request-Id."
    )
    return Broken(sentence, remedies.get(code, otherwise))


def _refused_on_the_way(answer: Answer, what: str, user_agent: str) -> Broken:
    kind = answer.media_type or "nothing"
    sentence = f"{what} is answered with {answer.status} and {shown(kind)}, which is not Clara's."
    if answer.status == 403:
        remedy = (
            f"Let the user agent {user_agent} through: firewalls that keep bots or AI crawlers out"
            " take assistants for such."
        )
    elif answer.status == 404:
        remedy = f"Let the proxy hand {_PASSED} on to Clara."
    elif answer.status == 413:
        remedy = "Raise the proxy's limit on request bodies (nginx: client_max_body_size 128m)."
    elif answer.status == 429:
        remedy = "Raise the limit on requests of whatever stands in front of Clara."
    elif answer.status in (502, 503, 504):
        remedy = "See that Clara runs, and that the proxy sends to its HOST and PORT."
    elif answer.status == 421:
        remedy = "Let the proxy serve the address's host name on this port."
    elif answer.media_type == _HTML:
        remedy = f"Take pages and logins of the proxy's own away from {_PASSED}."
    else:
        remedy = f"See what answers at this address, and let the proxy hand {_PASSED} on to Clara."
    return Broken(sentence, remedy)


def _lower(deployment: Deployment) -> str:
    remedy = public_url(deployment)
    return remedy[0].lower() + remedy[1:]
