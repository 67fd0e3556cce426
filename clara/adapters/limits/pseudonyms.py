"""Whom is counted, without keeping who it is."""

import hashlib
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

_DIGEST_BYTES = 16


@dataclass(frozen=True, slots=True)
class Pseudonyms:
    """Keyed digests (BLAKE2b, RFC 7693), so that neither memory nor Redis holds an e-mail address,
    a source address or a token, and nobody without the key can try which it might be."""

    key: bytes = field(repr=False)

    def of(self, *who: str) -> str:
        """32 hex digits. Source addresses are taken as the network that one customer has."""
        text = "\0".join([network_of(part) for part in who])
        digest = hashlib.blake2b(
            text.encode(errors="surrogatepass"), key=self.key, digest_size=_DIGEST_BYTES
        )
        return digest.hexdigest()


def network_of(address: str) -> str:
    """An IPv6 address's /64, which is the least that one customer has (RFC 6177) and within which
    they may take a new address for every request; anything else as it is."""
    if ":" not in address:
        return address
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return f"{IPv6Address(int(parsed) >> 64 << 64)}/64"
