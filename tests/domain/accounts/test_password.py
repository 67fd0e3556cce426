"""Which passwords are refused, and that sensible ones are not."""

import pytest

from clara.domain.accounts.password import MAX_LENGTH, prepared, require_good_password
from clara.domain.errors import Invalid
from clara.domain.text import fold

EMAIL = "ana.torres@example.com"
NAMES = ("Ana", "Torres Peña")

SHORT = "fewer than 8"
ROW = "row of keys"
COMMON = "everybody tries first"
NUMBER = "number such as a date"
OWN = "your name or address"

REFUSED = {
    "": SHORT,
    "violin7": SHORT,
    "e\u0301" * 7: SHORT,
    "aaaaaaaa": ROW,
    "abababab": ROW,
    "112233112233": ROW,
    "12345678": ROW,
    "87654321": ROW,
    "1234567890123456": ROW,
    "12345678a": ROW,
    "q12345678": ROW,
    "qwertyui": ROW,
    "POIUYTREWQ": ROW,
    "qwertyuiop" * 12: ROW,
    "asdfghjkl": ROW,
    "zxcvbnmzxcvbnm": ROW,
    "abcdefgh": ROW,
    "hgfedcba": ROW,
    "1q2w3e4r": ROW,
    "q1w2e3r4t5": ROW,
    "1qaz2wsx": ROW,
    "zaq12wsx": ROW,
    "qazwsxedc": ROW,
    "!@#$%^&*": ROW,
    "password": COMMON,
    "PassWord1": COMMON,
    "password2026!": COMMON,
    "  password  ": COMMON,
    "passwordpassword": COMMON,
    "pass word": COMMON,
    "p4ssw0rd": COMMON,
    "P4ssw0rd!": COMMON,
    "p@ssw0rd1": COMMON,
    "pa55word123": COMMON,
    "4dm1n1str4t0r": COMMON,
    "4dmin1234": COMMON,
    "$enha2026": COMMON,
    "ｐａｓｓｗｏｒｄ": COMMON,
    "contraseña": COMMON,
    "CONTRASEN\u0303A1": COMMON,
    "Contrasena2026": COMMON,
    "Bienvenido1!": COMMON,
    "senha123": COMMON,
    "segredo!!": COMMON,
    "México2026": COMMON,
    "teamo123": COMMON,
    "qwerty123": COMMON,
    "iloveyou": COMMON,
    "Clara2026!": COMMON,
    "summerlove1": COMMON,
    "trustno1": COMMON,
    "letmein!!": COMMON,
    "19871987": NUMBER,
    "12-05-1987": NUMBER,
    "55 1234 9876": NUMBER,
    "ana.torres": OWN,
    "Ana.Torres1": OWN,
    EMAIL: OWN,
    "ANA.TORRES@EXAMPLE.COM": OWN,
    "Torres Peña": OWN,
    "torrespena99": OWN,
    "AnaTorresPeña": OWN,
    "Torres Peña Ana": OWN,
    "T0rr3sPena!": OWN,
}


@pytest.mark.parametrize(("password", "reason"), REFUSED.items())
def test_a_weak_password_is_refused_with_its_reason(password: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        require_good_password(password, EMAIL, *NAMES)
    assert caught.value.code == "weak_password"
    [error] = caught.value.details["errors"]
    assert error["field"] == "password"
    assert reason in error["reason"]
    assert caught.value.remedy


@pytest.mark.parametrize("name", ["Torres", "Núñez", "Гоголь"])
def test_ones_own_name_is_refused_in_any_alphabet(name: str) -> None:
    with pytest.raises(Invalid, match="weak_password"):
        require_good_password(f"{name}2026!!", "x@example.com", "Li", name)


ACCEPTED = [
    "violin under seven lamps",
    "violin77",
    "correct horse battery staple",
    "CorrectHorseBatteryStaple",
    "el perro azul come tarde",
    "La guitarra de mi abuela, 1962",
    "tres tristes tigres tragaban trigo",
    "meu cachorro late às cinco",
    "violão azul, sete lâmpadas",
    "o rato roeu a roupa do rei",
    "my password is a violin",
    "red green blue lanterns",
    "mi clave secreta del jardín",
    "ana torres plays the violin",
    "winter in Bogotá is mild",
    "xK9#mQ2$vL",
    "kT7pQz3m",
    "839201746512",
    "пароль на каждый день",
    "密码是一把小提琴哦哦",
    "🦊🎻🌊🚲🍉🧭🎲🪁",
    "tab\tand\nline in it",
    "x" * 3 + "violins",
    "violin " * 18 + "ab",
]


@pytest.mark.parametrize("password", ACCEPTED)
def test_a_sensible_password_of_any_kind_of_characters_is_accepted(password: str) -> None:
    assert 8 <= len(password) <= MAX_LENGTH
    require_good_password(password, EMAIL, *NAMES)


def test_a_name_without_letters_makes_no_password_ones_own() -> None:
    require_good_password("🦊🎻🌊🚲🍉🧭🎲🪁", EMAIL, "🙂", "🙃")


def test_what_is_hashed_does_not_depend_on_how_accents_are_composed() -> None:
    assert prepared("violão") == prepared("viola\u0303o")
    assert prepared("ｖｉｏｌｉｎ") == "violin"


def test_no_password_stays_in_a_cache() -> None:
    before = fold.cache_info().currsize
    require_good_password("violin under nine lamps", EMAIL, *NAMES)
    assert fold.cache_info().currsize == before
