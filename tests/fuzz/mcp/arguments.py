"""Arguments of tools, from their schemas: as they should be, and broken."""

import random
from dataclasses import dataclass
from typing import Any

from tests.fuzz.chance import NUMBERS, text, value
from tests.fuzz.parts import Cast

_RIGHT, _REAL = 0.45, 0.6
_WORDS = {
    "period": ("this_month", "last_30_days", "2026-10", "2026-Q3", "2026-10-01/..", "today"),
    "prompt": ("how much did we spend this month?", "¿cuánto en taxis?", "top 5 merchants"),
    "merchant": ("UBER TRIP", "OXXO", "Uber"),
    "category": ("TRAVEL", "FOOD"),
    "country": ("MX", "US"),
    "currency": ("MXN", "USD", "JPY"),
    "mcc": ("4121",),
    "return_path": ("/credits", "/"),
}
"""What texts of these names mean here."""


@dataclass(frozen=True)
class Arguments:
    """Makes arguments of `cast`'s world."""

    cast: Cast

    def of(self, schema: dict[str, Any], chance: random.Random) -> Any:
        """Right nearly half of the time; else broken in one place or more."""
        made = self._object(schema, chance)
        if chance.random() < _RIGHT:
            return made
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            made = self._broken(made, schema, chance)
        return made

    def _object(self, schema: dict[str, Any], chance: random.Random) -> dict[str, Any]:
        needed = set(schema.get("required", ()))
        return {
            name: self._fitting(name, one, chance)
            for name, one in schema.get("properties", {}).items()
            if name in needed or chance.random() < 0.25
        }

    def _fitting(self, name: str, schema: dict[str, Any], chance: random.Random) -> Any:
        if "enum" in schema:
            return chance.choice(schema["enum"])
        kind = schema.get("type")
        match kind if isinstance(kind, str) else (kind or ["string"])[0]:
            case "integer":
                return chance.randint(schema.get("minimum", 0), schema.get("maximum", 10_000))
            case "number":
                return round(chance.uniform(schema.get("minimum", 0), 10_000), 2)
            case "boolean":
                return chance.random() < 0.5
            case "array":
                many = range(chance.randint(0, min(schema.get("maxItems", 3), 3)))
                return [self._fitting(name, schema.get("items", {}), chance) for _ in many]
            case "object":
                return self._object(schema, chance)
            case _:
                return self._text(name, chance)[: schema.get("maxLength", 2_000)]

    def _text(self, name: str, chance: random.Random) -> str:
        known = self._known(name)
        if known and chance.random() < _REAL:
            return chance.choice(known)
        return chance.choice(_WORDS[name]) if name in _WORDS else text(chance)

    def _known(self, name: str) -> list[str]:
        """What there is of it; among that, what is another company's."""
        singular = name.removesuffix("s")
        for key in (name, f"{name}_id", f"{singular}_id", singular):
            if self.cast.known.get(key):
                return self.cast.known[key] + self.cast.known_foreign[:1]
        return []

    def _broken(self, made: Any, schema: dict[str, Any], chance: random.Random) -> Any:
        if not isinstance(made, dict):
            return made
        names = list(schema.get("properties", {})) or ["company"]
        name = chance.choice(names)
        match chance.randrange(8):
            case 0 | 1 | 2:
                return {**made, name: value(chance)}
            case 3:
                return {**made, text(chance)[:80]: value(chance, 1)}
            case 4:
                return {key: one for key, one in made.items() if key != name}
            case 5:
                return {**made, name: chance.choice(self.cast.known_foreign)}
            case 6:
                return {**made, name: chance.choice(NUMBERS)}
            case _:
                return chance.choice((value(chance), {**made, name: [made.get(name)]}))
