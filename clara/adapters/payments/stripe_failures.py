"""How asking Stripe fails."""

from clara.adapters.outside.provider_failed import ProviderFailed

_RETRY_SECONDS = 30


class StripeFailed(ProviderFailed):
    """`payments_unavailable`: no answer, or none that makes sense. `request_id` is Stripe's, by which
    its log and its support find the request. `is_repeated` when Stripe only says again how the first
    request of that idempotency key failed, as it does for a day."""

    def __init__(
        self, request_id: str | None = None, *, is_repeated: bool = False, said: str | None = None
    ) -> None:
        self.is_repeated, self.said = is_repeated, said
        super().__init__(
            "payments_unavailable",
            "The payment provider does not answer as it should; nothing was charged by this."
            " Try again in a moment.",
            details={"provider_request_id": request_id} if request_id else None,
            retry_after=_RETRY_SECONDS,
        )


class StripeRefused(StripeFailed):
    """Stripe is there and does not do what it is asked."""

    is_refused = True


class NoSuchThing(StripeRefused):
    """What the request names is not on this account, or not in this mode."""

    is_unknown = True
