"""What was forgotten of a simulation, on the wire."""

from msgspec import Struct

from clara.adapters.wire.described import Count
from clara.application.simulator.reset_simulation import SimulationReset


class SimulationResetView(Struct, frozen=True, kw_only=True):
    """How much was forgotten."""

    authorizations: Count
    card_transactions: Count

    @classmethod
    def of(cls, reset: SimulationReset) -> "SimulationResetView":
        return cls(authorizations=reset.authorizations, card_transactions=reset.card_transactions)
