"""What a password must be: long enough and not one that everybody tries first.

No rules about kinds of characters (NIST SP 800-63B, 5.1.1.2): they make passwords worse.
"""

import re
import unicodedata
from typing import Annotated

from msgspec import Meta

from clara.domain.errors import Invalid
from clara.domain.text import fold

MIN_LENGTH, MAX_LENGTH = 8, 128

Password = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_LENGTH,
        description="8 to 128 characters of any kind; very common ones are refused.",
        examples=["violin under seven lamps"],
    ),
]

# The words that leaked passwords are made of most, in the languages of our users; a common password
# is one of them, once or twice, with digits and signs around it and letters written as digits.
_COMMON = frozenset(
    """
    password passwort contrasena contraseña senha clave secret secreto segredo admin administrator
    administrador administracion root user usuario guest invitado default test testing prueba teste
    demo login welcome bienvenido bemvindo hello hola letmein changeme cambiame mudar access acceso
    acesso master maestro mestre super superman batman pokemon naruto dragon monkey shadow sunshine
    princess princesa prince angel angels angelito iloveyou teamo tequiero teadoro amor amorcito
    amoreterno miamor meuamor love lovely forever siempre football futbol futebol baseball basketball
    soccer hockey tennis golf barcelona realmadrid america chivas pumas flamengo corinthians
    palmeiras santos vasco nacional millonarios boca river brasil brazil mexico colombia bogota
    medellin saopaulo argentina jesus jesuscristo cristo dios deus diosesamor bendicion estrella
    estrela star starwars trustno one freedom libertad liberdade whatever qwerty qwertyuiop qwert
    asdf asdfgh asdfghjkl zxcvbn zxcvbnm azerty qazwsx qazwsxedc abc abcd abcde abcdef abcdefg
    abcdefgh abcabc aaaa michael jordan daniel david carlos alejandro alejandra andrea maria jose
    josemaria juan pedro luis miguel antonio francisco fernando gabriel gabriela rafael rodrigo
    sebastian valentina sofia camila isabella mariana lucas mateus felipe bruno charlie thomas
    jessica jennifer ashley nicole michelle matthew joshua andrew anthony robert summer verano verao
    winter invierno inverno spring primavera autumn otono outono january enero janeiro february
    monday lunes segunda friday viernes flower flor flores chocolate cookie banana apple orange
    naranja computer computadora computador internet google facebook instagram whatsapp netflix
    samsung iphone android microsoft windows linux oracle cisco company empresa finance finanzas
    financeiro card tarjeta cartao money dinero dinheiro bank banco clara killer hunter ranger
    mustang harley ferrari mercedes yamaha honda cheese pepper ginger tigger buster soccer matrix
    phoenix diamond diamante silver gold golden dorado black blue red green azul verde rojo
    """.split()
)
_UNLEET = str.maketrans("013457@$!", "oieastasi")
_EDGES = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_END = re.compile(r"[\W\d_]+$")
_SIGNS = re.compile(r"[\W_]+")
_LONG_NUMBER = 12
"""Digits that are no longer a date or a telephone number."""
_ROWS = (
    *("1234567890", "0123456789", "!@#$%^&*()", "qwertyuiop", "asdfghjkl", "zxcvbnm"),
    *("1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0"),
    *(
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        "qazwsxedcrfvtgbyhnujm",
        "zaq1xsw2cde3vfr4",
        "zaq12wsxcde34rfv",
    ),
    "abcdefghijklmnopqrstuvwxyz",
)


def prepared(password: str) -> str:
    """The form that is hashed: the same however a keyboard composes accents (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def require_good_password(password: str, email: str, *names: str) -> None:
    """Raises `weak_password` with the reason."""
    reason = _weakness(prepared(password), email, names)
    if reason is not None:
        raise Invalid(
            "weak_password",
            f"This password can't be used: {reason}.",
            details={"errors": [{"field": "password", "reason": reason}]},
            remedy="Choose a longer one; several unrelated words are easy to remember.",
        )


def _weakness(password: str, email: str, names: tuple[str, ...]) -> str | None:
    if len(password) < MIN_LENGTH:
        return f"it has fewer than {MIN_LENGTH} characters"
    plain = password.casefold()
    if len(set(plain)) <= 3 or _is_walk(plain):
        return "it is a row of keys or of the same characters"
    number = _SIGNS.sub("", plain)
    if number.isdigit() and len(number) < _LONG_NUMBER:
        return "it is a number such as a date"
    # What letters stand for is looked for within the word and at its ends: pa55word1, 4dmin1234.
    core = _EDGES.sub("", plain)
    spelled = [word.translate(_UNLEET) for word in (core, _END.sub("", plain), plain)]
    words = {core, *(_EDGES.sub("", word) for word in spelled)}
    forms = {_letters(word) for word in words} - {""}
    if any(_is_common(word) for word in forms):
        return "it is one of those that everybody tries first"
    whole = (" ".join(names), " ".join(reversed(names)))
    own = {_letters(part) for part in (email.partition("@")[0], email, *names, *whole)}
    if forms & own:
        return "it is your name or address"
    return None


def _letters(text: str) -> str:
    # Past the cache of `fold`: no password stays in memory.
    return fold.__wrapped__(text).replace(" ", "")


def _is_common(word: str) -> bool:
    half = len(word) // 2
    if word in _COMMON or (word[:half] == word[half:] and word[:half] in _COMMON):
        return True
    # Two common words are as easy to try as one.
    return any(word[:cut] in _COMMON and word[cut:] in _COMMON for cut in range(3, len(word) - 2))


def _is_walk(plain: str) -> bool:
    """A run along the keyboard, the alphabet or the digits, either way, perhaps repeated, and
    perhaps with one character more at an end."""
    lines = [line * (MAX_LENGTH // len(row) + 2) for row in _ROWS for line in (row, row[::-1])]
    return any(part in line for part in (plain, plain[1:], plain[:-1]) for line in lines)
