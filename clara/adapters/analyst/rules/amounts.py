"""The amount grammar: "over 5k", "entre 100 y 250 pesos", "más de un millón y medio", "R$ 300"."""

import re
from collections.abc import Callable
from decimal import Decimal

from msgspec import Struct

from clara.adapters.analyst.rules.sentence import Impossible, Unit
from clara.domain.errors import Invalid
from clara.domain.money import to_minor

_DOLLARS = frozenset("USD CAD AUD NZD HKD SGD".split())
_PESOS = frozenset("MXN COP ARS CLP UYU DOP CUP PHP".split())

_LETTERS = (
    ("above", ">"), ("at_least", "g"), ("below", "<"), ("at_most", "l"), ("between", "B"),
    ("half", "h"), ("and", "A"), ("or_more", "+"), ("or_less", "-"), ("of", "f"), ("range_to", "R"),
)  # fmt: skip
_MOST_DAYS = 31
_YEARS = range(1970, 2101)
_AMOUNT = r"(?:c?nx{0,2}h?(?:f?c)?|c?xh?(?:f?c)?)"


class Amounts(Struct, frozen=True, kw_only=True):
    """Bounds in minor units of `currency`, and the words they came from. `currency_guessed` is the
    word that was taken for the company's currency."""

    currency: str | None = None
    above: int | None = None
    below: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    currency_guessed: str | None = None
    words: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        return any(
            bound is not None for bound in (self.above, self.below, self.minimum, self.maximum)
        )


_Bounds = Callable[[Decimal, Decimal], dict[str, Decimal]]
_COMPARED: tuple[tuple[str, _Bounds], ...] = (
    (rf"f?(?:>)f?(?P<a>{_AMOUNT})", lambda a, _: {"above": a}),
    (rf"f?(?:<)f?(?P<a>{_AMOUNT})", lambda a, _: {"below": a}),
    (rf"f?g(?P<a>{_AMOUNT})", lambda a, _: {"minimum": a}),
    (rf"f?l(?P<a>{_AMOUNT})", lambda a, _: {"maximum": a}),
    (rf"B(?P<a>{_AMOUNT})A(?P<b>{_AMOUNT})", lambda a, b: {"minimum": a, "maximum": b}),
)
_WRITTEN: tuple[tuple[str, _Bounds], ...] = (
    (
        rf"f?(?P<a>{_AMOUNT})R(?P<b>(?=[^.]*c){_AMOUNT})",
        lambda a, b: {"minimum": a, "maximum": b},
    ),
    (rf"f?(?P<a>{_AMOUNT})A>(?![cnx])", lambda a, _: {"minimum": a}),
    (rf"f?(?P<a>{_AMOUNT})A<(?![cnx])", lambda a, _: {"maximum": a}),
    (rf"f?(?P<a>{_AMOUNT})\+", lambda a, _: {"minimum": a}),
    (rf"f?(?P<a>{_AMOUNT})-", lambda a, _: {"maximum": a}),
    (r"f?(?P<a>cnx?h?|nx?hf?c|nx?f?c|xf?c)", lambda a, _: {"minimum": a, "maximum": a}),
)


class AmountReader:
    """Reads the amounts of one question, in a company's currency."""

    def __init__(self, units: list[Unit], currency: str) -> None:
        self._units, self._company = units, currency
        self._bounds: dict[str, tuple[Decimal, Decimal]] = {}
        self._currencies: set[str] = set()
        self._guessed: str | None = None
        self._words: list[str] = []

    def compared(self) -> None:
        """Reads amounts after "over", "at most" and the like: before periods, since "over 2000" is
        no year."""
        self._read(_COMPARED)

    def written(self) -> Amounts:
        """Reads what is left, after periods took the days of theirs, and gives all bounds.

        Raises `Impossible` for more decimals or digits than the currency has.
        """
        self._read(_WRITTEN)
        currency = next(iter(self._currencies), None) or self._company
        bounds = {side: _minor(amount, currency) for side, (amount, _) in self._bounds.items()}
        return Amounts(
            **bounds,
            currency=currency if bounds else None,
            currency_guessed=self._guessed,
            words=tuple(self._words),
        )

    @property
    def is_mixed(self) -> bool:
        """Whether the amounts are in two currencies, or one side has two bounds."""
        return len(self._currencies) > 1 or any(a != b for a, b in self._bounds.values())

    def currency_filter(self) -> str | None:
        """The currency that is named without an amount: "in dollars", "em reais"."""
        for unit in self._units:
            if not unit.used and unit.value("currency") and not unit.has("stop"):
                unit.used = True
                return self._currency_of(unit)
        return None

    def _read(self, patterns: tuple[tuple[str, _Bounds], ...]) -> None:
        for pattern, bounds in patterns:
            letters = "".join(_letter(unit) for unit in self._units)
            for match in re.finditer(pattern, letters):
                if self._counts(match, letters) or self._is_rough(match):
                    continue
                first = self._value(match, "a")
                last = self._value(match, "b") if "b" in match.re.groupindex else first
                for side, amount in bounds(min(first, last), max(first, last)).items():
                    before = self._bounds.get(side, (amount, amount))[0]
                    self._bounds[side] = (before, amount)
                read = self._units[match.start() : match.end()]
                self._words.append(" ".join(unit.text for unit in read))
                for unit in read:
                    unit.used = True

    def _counts(self, match: re.Match[str], letters: str) -> bool:
        """Whether bare numbers count something else: "over 30 days", "até 15 de outubro", "more
        than ten transactions", "between 2024 and 2025"."""
        groups = [match[group] for group in match.re.groupindex]
        if any(group != "n" for group in groups):
            return False
        numbers = [self._value(match, group) for group in match.re.groupindex]
        if len(numbers) > 1 and all(number in _YEARS for number in numbers):
            return True
        following = self._units[match.end() : match.end() + 1]
        if any(unit.has("purchase", "anything") or unit.value("dimension") for unit in following):
            return True
        after = letters[match.end() :]
        is_day = numbers[-1] <= _MOST_DAYS
        return after[:1] == "U" or (is_day and after.lstrip("f")[:1] == "M")

    def _is_rough(self, match: re.Match[str]) -> bool:
        """ "About $300" is no exact amount, and what lies around it nobody said."""
        beside = (match.start() - 1, match.end())
        return any(
            0 <= place < len(self._units) and self._units[place].has("roughly") for place in beside
        )

    def _value(self, match: re.Match[str], group: str) -> Decimal:
        value, scale = None, Decimal(1)
        for unit in self._units[match.start(group) : match.end(group)]:
            if unit.value("currency"):
                self._currencies.add(self._currency_of(unit))
            elif times := unit.value("times"):
                scale *= Decimal(times)
            elif unit.has("half"):
                value = (value or Decimal(1)) + Decimal("0.5")
            elif unit.number is not None:
                value = unit.number
        return (Decimal(1) if value is None else value) * scale

    def _currency_of(self, unit: Unit) -> str:
        named = unit.value("currency") or ""
        if named == "$":
            self._guessed = unit.text
            return self._company
        if named == "dollar":
            return self._company if self._company in _DOLLARS else "USD"
        if named == "peso":
            return self._company if self._company in _PESOS else "MXN"
        return named


def _minor(amount: Decimal, currency: str) -> int:
    try:
        return to_minor(amount, currency)
    except Invalid as error:
        raise Impossible(f"{amount.normalize():f} {currency}") from error


def _letter(unit: Unit) -> str:
    if unit.used:
        return "#"
    if unit.value("times"):
        return "x"
    if unit.value("currency"):
        return "c"
    for tag, letter in _LETTERS:
        if unit.has(tag):
            return letter
    if unit.number is not None:
        return "n"
    if unit.value("month"):
        return "M"
    return "U" if unit.value("unit") else "."
