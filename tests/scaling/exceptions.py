"""What is not led by its company, and why. Whoever adds to this says what it costs with a thousand
companies."""

from collections.abc import Mapping
from typing import NamedTuple

INDEXES: Mapping[str, str] = {
    "ix_idempotency_keys_claimed_at": "old keys of all companies are forgotten, a few at a time",
    "ix_issuer_cards_due_at": "what issuers are to be told; holds no more than that",
    "ix_webhook_deliveries_due_at": "what is to be sent; holds no more than that",
    "ix_webhook_events_at": "old events of all companies are forgotten, a few at a time",
    "ix_webhook_events_not_sorted": "what has no deliveries yet; holds no more than that",
    "ux_issuer_cards_reference": "an issuer names a card as it knows it, and no company",
    "ux_issuer_holders_reference": "an issuer names a cardholder as it knows it, and no company",
}
"""Indexes of companies' tables that are led by something else."""


class Across(NamedTuple):
    """A statement that reads rows of all companies: along these indexes, or whole tables."""

    why: str
    along: tuple[str, ...] = ()


_ISSUER = "news of an issuer, which names no company"
_WATCHED = "what waits is counted for whoever watches"

STATEMENTS: Mapping[str, Across] = {
    "backlog._LINES[audit_entries]": Across(_WATCHED, ("ix_audit_entries_unsealed",)),
    "backlog._LINES[webhook_deliveries]": Across(_WATCHED, ("ix_webhook_deliveries_due_at",)),
    "backlog._LINES[webhook_events]": Across(_WATCHED, ("ix_webhook_events_not_sorted",)),
    "idempotency._FORGET": Across("upkeep", ("ix_idempotency_keys_claimed_at",)),
    "issuer_statements.ANY_DUE": Across("a worker's queue", ("ix_issuer_cards_due_at",)),
    "issuer_statements.COMPANY_OF_HOLDER": Across(_ISSUER, ("ux_issuer_holders_reference",)),
    "issuer_statements.DUE": Across("a worker's queue", ("ix_issuer_cards_due_at",)),
    "issuer_statements.INTENT": Across(_ISSUER, ("ux_issuer_cards_reference",)),
    "issuer_statements.INTENTS": Across(
        "all that an issuer is asked", ("ux_issuer_cards_reference",)
    ),
    "issuer_statements.NOTE_HOLDER": Across(_ISSUER, ("ux_issuer_holders_reference",)),
    "issuer_statements.PENDING": Across("counted by operators", ("ux_issuer_cards_reference",)),
    "issuer_statements.PLACE": Across(_ISSUER, ("ux_issuer_cards_reference",)),
    "sealer._WAITING": Across("companies with news in their log", ("ix_audit_entries_unsealed",)),
    "webhook_queue._ANY_DUE": Across("a worker's queue", ("ix_webhook_deliveries_due_at",)),
    "webhook_queue._DUE": Across("a worker's queue", ("ix_webhook_deliveries_due_at",)),
    "webhook_queue._FORGET_EVENTS": Across("upkeep, every ten minutes"),
    "webhook_queue._FORGET_SENT": Across("upkeep, every ten minutes"),
    "webhook_queue._NEW": Across("a worker's queue", ("ix_webhook_events_not_sorted",)),
    "webhook_queue._UNSORTED": Across("a worker's queue", ("ix_webhook_events_not_sorted",)),
    **{
        f"invariants._ALL[{number}][1]": Across("`clara doctor --invariants` reads everything")
        for number in (0, 1, 2, 3, 4, 5, 6, 13, 14, 15, 16)
    },
}
