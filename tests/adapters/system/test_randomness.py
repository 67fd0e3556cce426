"""Secrets that people type or click, and QR codes for their apps."""

import re
import xml.etree.ElementTree as ET
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from clara.adapters.system.ids import SystemRandomness
from clara.adapters.system.totp import PyotpTotp
from clara.domain.accounts.authenticator import plain_recovery_code

EMAIL = "ana+clara@example.com"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("count", [1, 6, 9])
def test_digits_are_as_many_as_asked_for_with_zeros_in_front(count: int) -> None:
    made = [SystemRandomness().digits(count) for _ in range(500)]
    assert all(re.fullmatch(rf"[0-9]{{{count}}}", one) for one in made)
    assert any(one.startswith("0") for one in made)


def test_a_link_code_has_128_bits_in_letters_and_digits() -> None:
    made = {SystemRandomness().link_code() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[0-9a-f]{32}", one) for one in made)


def test_a_recovery_code_has_80_bits_in_groups_that_people_can_type() -> None:
    made = {SystemRandomness().recovery_code() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}", one) for one in made)
    assert all(len(plain_recovery_code(one)) == 16 for one in made)


def test_a_seed_has_160_bits_in_base_32() -> None:
    made = {PyotpTotp().new_seed() for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[A-Z2-7]{32}", one) for one in made)


def test_the_uri_tells_the_app_whose_seed_it_is() -> None:
    seed = PyotpTotp().new_seed()
    uri = urlsplit(PyotpTotp().uri(seed, EMAIL))
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", f"/Clara:{EMAIL}")
    said = parse_qs(uri.query)
    assert (said["secret"], said["issuer"]) == ([seed], ["Clara"])
    # What else may be said is what every app takes for granted.
    defaults = {"algorithm": ["SHA1"], "digits": ["6"], "period": ["30"]}
    assert all(defaults[name] == value for name, value in said.items() if name in defaults)


def test_the_qr_code_is_one_svg_element_without_script_or_outside_references() -> None:
    svg = PyotpTotp().qr_svg(PyotpTotp().uri(PyotpTotp().new_seed(), EMAIL))
    root = ET.fromstring(svg)
    assert root.tag == f"{SVG}svg"
    assert svg.startswith("<svg")
    assert svg.rstrip().endswith("</svg>")
    assert {one.tag for one in root.iter()} <= {f"{SVG}svg", f"{SVG}path", f"{SVG}g"}
    said = {name for one in root.iter() for name in one.attrib}
    assert not {name for name in said if "href" in name or name.startswith("on")}
    assert "url(" not in svg
