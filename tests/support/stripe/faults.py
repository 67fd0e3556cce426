"""How the service may misbehave, all of it until `recover`."""

from dataclasses import dataclass, field

from tests.support.stripe.refusals import Refusal

GIBBERISH = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass
class Garbage:
    """An answer of no API, in the place of every answer."""

    body: bytes
    status: int


@dataclass
class Faults:
    """`refusals` are given first, one to each request; `drops` are connections that are closed once
    the work is done."""

    delay_seconds: float = 0.0
    garbage: Garbage | None = None
    refusals: list[Refusal] = field(default_factory=list)
    drops: int = 0

    def refusal(self) -> Refusal | None:
        return self.refusals.pop(0) if self.refusals else None

    def dropped(self) -> bool:
        if self.drops == 0:
            return False
        self.drops -= 1
        return True

    def end(self) -> None:
        self.delay_seconds, self.garbage, self.drops = 0.0, None, 0
        self.refusals.clear()
