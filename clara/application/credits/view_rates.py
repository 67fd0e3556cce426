from dataclasses import dataclass

from msgspec import Struct

from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.credits.rate import Rates


class ViewRatesCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class ViewRates(UseCase[ViewRatesCommand, Rates]):
    """View what prepaid credits cost: bands of whole US dollars with the credits given for each
    dollar.

    No errors of its own.
    """

    name = "stripe.rate"
    tool = "stripe_rate"
    title = "View the rates of credits"
    action = "credits.rate_viewed"
    effect = Effect.READ
    scope = Scope.CREDITS_READ
    command = ViewRatesCommand
    result = Rates

    rates: Rates

    async def __call__(self, actor: Actor, command: ViewRatesCommand) -> Rates:
        return self.rates
