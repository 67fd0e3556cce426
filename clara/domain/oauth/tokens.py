"""What the authorization server hands out, all in the form of our other tokens."""

from enum import StrEnum


class OAuthToken(StrEnum):
    ACCESS = "oat"
    REFRESH = "ort"
    CODE = "oac"
    CLIENT_SECRET = "ocs"  # noqa: S105 - a name
