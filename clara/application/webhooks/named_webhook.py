from clara.domain.ids import InCompany
from clara.domain.webhooks.endpoint import EndpointId


class NamedWebhook(InCompany, frozen=True, kw_only=True):
    """What every command about one webhook begins with."""

    webhook_id: EndpointId
