"""Merchant names: noise goes, different merchants stay different, and normal forms are stable."""

import csv
import os
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.card_transactions.merchant import (
    MAX_LENGTH,
    UNIDENTIFIED,
    is_placeholder,
    normalise,
)
from clara.domain.card_transactions.merchant_words import (
    BRANDS,
    PLACEHOLDERS,
    PROCESSORS,
    SPELLINGS,
)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("facebk  z9uj3aep92", "Facebook"),
        ("FACEBK *ADS", "Facebook"),
        ("mailchimp   monthly", "Mailchimp"),
        ("TESCO STORES 6292", "Tesco Stores"),
        ("tesco stores (5506)", "Tesco Stores"),
        ("AMZN Mktp MX*2A3", "Amazon Marketplace"),
        ("amazon uk marketplace", "Amazon Marketplace"),
        ("AMAZON EU AMAZON.CO.UK", "Amazon"),
        ("Amazon web services aws.amazon.co", "Amazon Web Services"),
        ("UBER *TRIP HELP.UBER.COM", "Uber"),
        ("uber gb nov08 qgs35 help.", "Uber"),
        ("UBER *EATS", "Uber Eats"),
        ("APL /001TAXIS", "001 Taxis"),
        ("001 TAXIS", "001 Taxis"),
        ("WWW.THEKEY.CO.UK", "thekey.co.uk"),
        ("www.cipfa.org.uk/pfmco", "cipfa.org.uk"),
        ("GITHUB.COM  DL0OU", "github.com"),
        ("LINKEDIN-377 5007763", "LinkedIn"),
        ("INDEED TEL+35312545907", "Indeed"),
        ("43032290 costa coffee", "Costa Coffee"),
        ("greggs - s0542", "Greggs"),
        ("greggs-s0705", "Greggs"),
        ("premier inn44011570", "Premier Inn"),
        ("dropbox8h3bf9f4l6nh", "Dropbox"),
        ("HMCTS-TV031", "HMCTS"),
        ("B & Q 1156", "B&Q"),
        ("b  q 1176", "B&Q"),
        ("HOMEBASE LTD 091", "Homebase"),
        ("OPENAI *CHATGPT SUBSCR", "OpenAI"),
        ("IFD*RESTAURANTE BOM GOSTO", "iFood"),
        ("OXXO SAN JUAN 50KJH", "OXXO"),
        ("OXXO GAS VALLE ORIENTE", "OXXO Gas"),
        ("CFE SUMINISTRADOR DE SERVICIOS BASICOS", "CFE Suministrador de Servicios Basicos"),
        ("Restaurante El Cardenal S.A. de C.V.", "Restaurante El Cardenal"),
        ("FERRETERIA LOPEZ S DE RL DE CV", "Ferreteria Lopez"),
        ("PADARIA SÃO JOÃO LTDA", "Padaria São João"),
        ("casa de toño", "Casa de Toño"),
        ("WAL-MART #3456", "Wal-Mart"),
        ("7-ELEVEN 1234", "7-Eleven"),
        ("AT&T", "AT&T"),
        ("AEROMEXICO 1391234567890", "Aeromexico"),
    ],
)
def test_noise_is_removed(raw: str, name: str) -> None:
    assert normalise(raw) == name


@pytest.mark.parametrize(
    "prefix",
    [
        "PAYPAL *",
        "paypal  ",
        "SQ *",
        "SP * ",
        "MERPAGO*",
        "MERCADO PAGO*",
        "PAG*",
        "IZ *",
        "SumUp *",
        "Conekta *",
        "CLIP MX*",
        "PAYPAL *SQ *",
    ],
)
def test_payment_companies_in_front_are_removed(prefix: str) -> None:
    assert normalise(f"{prefix}CAFE LUNA") == "Cafe Luna"


def test_a_payment_company_alone_keeps_its_name() -> None:
    assert normalise("PAYPAL") == normalise("paypal 1086") == normalise("PAYPAL *") == "PayPal"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("UBER *TRIP", "UBER *EATS"),
        ("TESCO STORES 6292", "TESCO PFS 4203"),
        ("STUDIO 54", "STUDIO 55"),
        ("O2", "O3"),
        ("CARPETS4LESS", "BLINDS4LESS"),
        ("200 DEGREES", "400 DEGREES"),
        ("GOOGLE *ADS", "GOOGLE *CLOUD"),
        ("ADOBE CREATIVE CLOUD", "ADOBE RENT A CAR"),
        ("W M MORRISONS.COM", "W M SMITHS.COM"),
        ("AMAZON PRIME", "AMAZON MARKETPLACE"),
        ("OXXO", "OXXO GAS"),
        ("SAS AIRLINES", "AIRLINES SAS"),
    ],
)
def test_different_merchants_stay_different(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@pytest.mark.parametrize(
    "raw",
    [
        "NAO SE APLICA",
        "Não se aplica",
        "SEM INFORMACAO",
        "sem informação",
        "SIGILOSO",
        "PAYPAL *NAO SE APLICA",
        "",
        "   ",
        "---",
        "***",
        "N/A",
        "\u200b",
        "Unidentified",
    ],
)
def test_placeholders_are_unidentified(raw: str) -> None:
    assert normalise(raw) == UNIDENTIFIED


@pytest.mark.parametrize("name", sorted(PLACEHOLDERS))
def test_every_placeholder_is_known_in_any_spelling(name: str) -> None:
    assert is_placeholder(name)
    assert is_placeholder(f" {name.upper()}. ")
    assert normalise(name.upper()) == UNIDENTIFIED


@pytest.mark.parametrize("name", ["Nao", "Sem Parar", "Sigma", "Sinaloa", "None Such Books"])
def test_a_real_name_is_no_placeholder(name: str) -> None:
    assert not is_placeholder(name)
    assert normalise(name) != UNIDENTIFIED


@pytest.mark.parametrize("raw", ["4423", "846415", "Z9UJ3AEP92", "S.A. de C.V.", "LTD", "DE CV"])
def test_a_name_is_never_empty(raw: str) -> None:
    assert normalise(raw) not in ("", UNIDENTIFIED)


def test_case_and_blanks_do_not_divide_a_merchant() -> None:
    assert normalise("The  Book People") == normalise("THE BOOK PEOPLE") == "The Book People"


def test_hidden_characters_never_reach_a_name() -> None:
    assert normalise("CAFE\u202e LUNA\u200b\x1b") == "Cafe Luna"


_FRAGMENTS = st.sampled_from(
    [
        *sorted(BRANDS),
        *sorted(PROCESSORS),
        *sorted(SPELLINGS),
        *sorted(PLACEHOLDERS),
        *"* / - & # ( ) . , ' de S.A. CV RL S LTD www. .com .co.uk 001 6292 54 S0705 é ß İ".split(),
        *"001TAXIS 1234SHOPS Z9UJ3 CAFE LUNA-123 DROPBOX8H3BF9F4L6NH INN44011570 x.com/y".split(),
    ]
)
_DESCRIPTORS = st.lists(st.tuples(_FRAGMENTS, st.sampled_from(["", " ", "*", " *", "-"]))).map(
    lambda pairs: "".join(text + glue for text, glue in pairs)
)


@given(st.one_of(_DESCRIPTORS, st.text(max_size=120)))
def test_a_normal_form_is_its_own_normal_form(raw: str) -> None:
    name = normalise(raw)
    assert 1 <= len(name) <= MAX_LENGTH
    assert name == " ".join(name.split())
    assert normalise(name) == name


@given(_DESCRIPTORS)
def test_case_never_matters(raw: str) -> None:
    if raw.isascii():
        assert normalise(raw.lower()) == normalise(raw.upper()) == normalise(raw)


@pytest.mark.parametrize("name", sorted(set(BRANDS.values()) | set(SPELLINGS.values())))
def test_every_name_in_the_tables_is_its_own_normal_form(name: str) -> None:
    assert normalise(name) == name


@pytest.mark.skipif("CLARA_CARD_DATA" not in os.environ, reason="CLARA_CARD_DATA names no folder")
def test_real_descriptors_are_stable_and_keep_their_first_word() -> None:
    """Of real names, those merged begin alike, but for payment companies and known brands."""
    (path,) = Path(os.environ["CLARA_CARD_DATA"]).glob("**/birmingham_pcards_2015-2018.csv")
    with path.open(encoding="utf-8", newline="") as file:
        raws = {row["merchant"] for row in csv.DictReader(file)}
    groups: dict[str, set[str]] = defaultdict(set)
    for raw in raws:
        name = normalise(raw)
        assert normalise(name) == name
        if name not in BRANDS.values() and not raw.startswith(("paypal", "www", "iz ")):
            groups[name].add(raw.lstrip("0123456789 -(")[:2])
    assert len(groups) > 8_000
    assert {name: starts for name, starts in groups.items() if len(starts) > 1} == {}
