"""The `WebhookAddresses` port: what can be said of an address before anybody asks where it is."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from clara.adapters.outside.addresses import Address, is_public
from clara.application.webhooks.ports import WebhookAddresses
from clara.domain.errors import Invalid

_LOCAL = (".localhost", ".local", ".internal", ".home.arpa")


@dataclass(frozen=True, slots=True)
class KnownAddresses(WebhookAddresses):
    """`allows_private` is for installations whose receivers are in the same network: then plain http
    will do as well."""

    allows_private: bool = False

    def require(self, url: str) -> None:
        if self.allows_private:
            return
        parts = urlsplit(url)
        if parts.scheme != "https":
            raise _refused("It has to begin with https://.")
        host = (parts.hostname or "").rstrip(".")
        if host == "localhost" or host.endswith(_LOCAL) or ("." not in host and ":" not in host):
            raise _refused("It names no host of the open internet.")
        try:
            address = ip_address(host)
        except ValueError:
            return  # a name: where it leads is looked at each time
        if not self.allows(address):
            raise _refused("It names no host of the open internet.")

    def allows(self, address: Address) -> bool:
        return self.allows_private or is_public(address)


def _refused(reason: str) -> Invalid:
    return Invalid(
        "webhook_address_not_allowed",
        f"The webhook's address can't be used here. {reason}",
        remedy="Name a public https address, or have the operator set"
        " CLARA_WEBHOOK_PRIVATE_ADDRESSES=on.",
    )
