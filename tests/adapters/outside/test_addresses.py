"""Where a stranger may send us, and where not."""

from ipaddress import ip_address

import pytest

from clara.adapters.outside.addresses import is_public, resolve

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "160.79.104.10", "2606:4700:4700::1111", "2a00:1450:4003::5e"]
)
def test_hosts_of_the_internet_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255", "192.88.99.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff0e::1"),
        *("2001:db8::1", "3fff::1", "100::1", "5f00::1", "2001::1"),
    ],
)
def test_special_addresses_are_not(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1"],
)
def test_nor_is_an_ipv4_address_in_disguise(address: str) -> None:
    assert not is_public(ip_address(address))


async def test_the_systems_resolver_knows_this_machine() -> None:
    found = await resolve("localhost", 443)
    assert found
    assert all(address.is_loopback for address in found)
    assert len(set(found)) == len(found)


async def test_numbers_that_libraries_read_as_addresses_are_seen_as_what_they_are() -> None:
    for disguised in ("2130706433", "0x7f.1", "127.1"):
        assert not any(is_public(address) for address in await resolve(disguised, 443))
