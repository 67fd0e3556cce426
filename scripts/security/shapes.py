"""How secrets of Clara's own look, for detect-secrets."""

import re
from collections.abc import Generator

from detect_secrets.plugins.base import RegexBasedDetector

from clara.domain.credentials.token import token_kind

_TOKEN = re.compile(r"\bclara_[a-z]{3,4}_[0-9A-Za-z]{36}\b")


class ClaraTokenDetector(RegexBasedDetector):
    """A credential that a server could know: one whose checksum is right. Made-up ones in documents
    have a wrong one."""

    secret_type = "Clara token"  # noqa: S105 - a name
    denylist = (_TOKEN,)

    def analyze_string(self, string: str) -> Generator[str, None, None]:
        for token in _TOKEN.findall(string):
            if token_kind(token) is not None or token.startswith("clara_ocs_"):
                yield token


class WebhookSecretDetector(RegexBasedDetector):
    """What signs notices: Stripe's to us and ours to others."""

    secret_type = "Webhook secret"  # noqa: S105 - a name
    denylist = (re.compile(r"\bwhsec_[0-9A-Za-z+/]{24,}={0,2}"),)
