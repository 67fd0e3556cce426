"""Card numbers: full ones are masked wherever they stand, other long numbers are left alone."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.card_numbers import last_four_of, mask_card_numbers
from clara.domain.errors import Invalid

# The networks' published test numbers.
TEST_NUMBERS = [
    "4111111111111111",
    "4222222222222",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "3530111333300000",
    "30569309025904",
    "38520000023237",
    "6362970000457013",
    "6062826786276634",
    "6200000000000005",
    "6205500000000000004",
]


@pytest.mark.parametrize("number", TEST_NUMBERS)
def test_a_full_number_keeps_its_last_four_digits(number: str) -> None:
    masked = f"**** {number[-4:]}"
    assert mask_card_numbers(number) == masked
    assert mask_card_numbers(f"Paid with {number}, thanks") == f"Paid with {masked}, thanks"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("4111 1111 1111 1111", "**** 1111"),
        ("4111-1111-1111-1111", "**** 1111"),
        ("4111\u00a01111\u00a01111\u00a01111", "**** 1111"),
        ("4111\u20111111\u20111111\u20111111", "**** 1111"),
        ("3782 822463 10005", "**** 0005"),
        ("3056 930902 5904", "**** 5904"),
        ("card:4111111111111111.", "card:**** 1111."),
        ("pan_4111111111111111", "pan_**** 1111"),
        ("4111 1111 1111 1111 12/27 123", "**** 1111 12/27 123"),
        ("4111 1111 1111 1111 123", "**** 1111 123"),
        ("2 4111 1111 1111 1111", "2 **** 1111"),
        ("4111 1111 1111 1111 2nd floor", "**** 1111 2nd floor"),
        ("4111111111111111 5555555555554444", "**** 1111 **** 4444"),
        ("4111111111111111,5555555555554444", "**** 1111,**** 4444"),
        ("4111 1111 1111 1111 5555 5555 5555 4444", "**** 1111 **** 4444"),
    ],
)
def test_numbers_are_found_in_groups_and_in_company(text: str, masked: str) -> None:
    assert mask_card_numbers(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no digits",
        "**** 1111",
        "4111111111111112",  # fails Luhn
        "1111111111111117",  # no network
        "11.222.333/0001-81",
        "36.222.333/0001-81",
        "36000009000140",  # a CNPJ without marks, with a Diners Club prefix
        "VECJ880326XXX",
        "card_41111111111111114111111111111111",
        "ctx_4111111111111111a111111111111111",
        "12345678-1234-4111-8111-111111111111",
        "folio fiscal 5C662B53-5A3F-4C4D-8F2B-411111111111",
        "35200714200166000187550010000000071512345678",
        "3520 0714 2001 6600 0187 5500 1000 0000 0715 1234 5678",
        "00412111111111111111",  # twenty digits
        "002010077777777771",  # a Mexican CLABE
        "646180110400000007",  # a CLABE with a Discover prefix
        "2026-10-05 12:34:56",
        "411111111111111 1",
        "4111  1111  1111  1111",
        "x4111111111111111",
        "4111111111111111x",
        "$4,111,111,111,111,111.00",
        "701-1234567-1234567",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert mask_card_numbers(text) == text


@given(st.uuids(), st.sampled_from(["card", "company", "ctx", "user"]))
def test_ids_and_uuids_are_left_alone(value: uuid.UUID, kind: str) -> None:
    for text in (str(value), str(value).upper(), f"{kind}_{value.hex}"):
        assert mask_card_numbers(f"see {text}.") == f"see {text}."


@given(st.text(alphabet="0123456789 -*ab.", max_size=80))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_card_numbers(text)
    assert mask_card_numbers(once) == once


@given(st.sampled_from(TEST_NUMBERS), st.text(max_size=20), st.text(max_size=20))
def test_no_full_number_survives_between_blanks(number: str, before: str, after: str) -> None:
    assert number not in mask_card_numbers(f"{before}\n{number}\n{after}")


def test_a_long_hostile_text_takes_linear_time() -> None:
    text = "1 " * 50_000 + "1" * 50_000 + "a" + "-4111" * 20_000
    assert mask_card_numbers(text).startswith("1 1 1")


@pytest.mark.parametrize(
    ("text", "last_four"),
    [
        ("************1069", "1069"),
        ("XXXX-XXXX-XXXX-3528", "3528"),
        ("xxxx xxxx xxxx 3528", "3528"),
        ("5491********1234", "1234"),
        ("549167******1234", "1234"),
        ("5491 67** **** 1234", None),
        ("…4471", "4471"),
        ("...4471", "4471"),
        ("•••• 4471", "4471"),
        ("···· 4471", "4471"),
        ("*1069", "1069"),
        ("***********10005", "0005"),
        ("1069", "1069"),
        (" 1069 ", "1069"),
        ("0007", "0007"),
        ("", None),
        ("106", None),
        ("10690", None),
        ("1069.0", None),
        ("12.1069", None),
        ("2017-1069", None),
        ("Visa", None),
        ("****", None),
        ("١٢٣٤", None),
    ],
)
def test_masked_numbers_are_read(text: str, last_four: str | None) -> None:
    assert last_four_of(text) == last_four


@pytest.mark.parametrize(
    "text",
    [
        *TEST_NUMBERS,
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "4111.1111.1111.1111",
        "411111111111*1111",
        "1234567890123",
    ],
)
def test_a_full_number_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(Invalid) as caught:
        last_four_of(text)
    assert caught.value.code == "full_card_number"
    assert text not in str(caught.value)
    assert caught.value.details == {}
