"""https://docs.stripe.com/api/customer_portal: where a customer sees what they paid."""

from typing import Any

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.addresses import checked_url
from tests.support.stripe.listing import matching, page
from tests.support.stripe.metadata import merged
from tests.support.stripe.refusals import Refusal, beyond_the_fake, missing

HONOURED = "configuration customer locale return_url"
CONFIGURATION_HONOURED = "business_profile default_return_url features metadata name"

_OFF: dict[str, Thing] = {
    "customer_update": {"allowed_updates": [], "enabled": False},
    "invoice_history": {"enabled": False},
    "payment_method_update": {"enabled": False, "payment_method_configuration": None},
    "subscription_cancel": {
        "cancellation_reason": {"enabled": False, "options": []},
        "enabled": False,
        "mode": "at_period_end",
        "proration_behavior": "none",
    },
    "subscription_pause": {
        "duration": {"interval_options": [], "type": "indefinite"},
        "enabled": False,
    },
    "subscription_update": {
        "billing_cycle_anchor": None,
        "default_allowed_updates": [],
        "enabled": False,
        "proration_behavior": "none",
        "schedule_at_period_end": {"conditions": []},
        "trial_update_behavior": "end_trial",
    },
}
_KNOWN = ("customer_update", "invoice_history", "payment_method_update")


def create_session(account: Account, params: dict[str, Any]) -> Thing:
    """Refuses a customer or configuration that is not there, and all when the portal was never set
    up."""
    if "customer" not in params:
        raise missing("customer")
    account.given("customer", params["customer"], "customer")
    configuration = _configuration(account, params.get("configuration"))
    if "return_url" in params:
        checked_url(params["return_url"], "return_url")
    return account.add(
        "bps_",
        "billing_portal.session",
        configuration=configuration["id"],
        customer=params["customer"],
        customer_account=None,
        flow=None,
        locale=params.get("locale"),
        on_behalf_of=None,
        return_url=params.get("return_url", configuration["default_return_url"]),
        url=f"https://billing.stripe.com/p/session/test_{account.new_id('')}",
    )


def create_configuration(account: Account, params: dict[str, Any]) -> Thing:
    for other in params["features"].keys() - set(_KNOWN):
        raise beyond_the_fake(f"features[{other}]")
    if params.get("default_return_url"):
        checked_url(params["default_return_url"], "default_return_url")
    profile = params.get("business_profile") or {}
    names = ("headline", "privacy_policy_url", "terms_of_service_url")
    return account.add(
        "bpc_",
        "billing_portal.configuration",
        active=True,
        application=None,
        business_profile={name: profile.get(name) for name in names},
        default_return_url=params.get("default_return_url") or None,
        features={name: {**off, **params["features"].get(name, {})} for name, off in _OFF.items()},
        is_default=not account.of("billing_portal.configuration"),
        login_page={"enabled": False, "url": None},
        metadata=merged({}, params.get("metadata")),
        name=params.get("name") or None,
        updated=account.now,
    )


def retrieve_configuration(account: Account, params: dict[str, Any], id: str) -> Thing:
    return account.named("billing_portal.configuration", id, "configuration")


def list_configurations(account: Account, params: dict[str, Any]) -> Thing:
    found = matching(account.of("billing_portal.configuration"), params, "active", "is_default")
    return page(found, params, "/v1/billing_portal/configurations")


def _configuration(account: Account, id: str | None) -> Thing:
    known = account.of("billing_portal.configuration")
    if id is not None:
        return account.given("billing_portal.configuration", id, "configuration")
    for one in known:
        if one["is_default"]:
            return one
    raise Refusal("The customer portal's settings have never been saved.")
