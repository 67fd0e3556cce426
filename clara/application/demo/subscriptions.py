"""What the demo company pays every month: software, cloud and telephones.

Prices stay as they are, but Slack's rises once; those with a spread are metered and vary.
"""

from typing import NamedTuple

from clara.application.demo.card_plan import (
    CLOUD_CARD,
    SOFTWARE_CARD,
    SOFTWARE_USD_CARD,
    TELECOM_CARD,
)


class Subscription(NamedTuple):
    """`price_minor` in `currency`; a spread above 0 (percent) makes it metered."""

    card: str
    descriptor: str
    mcc: int
    day: int
    price_minor: int
    currency: str = "MXN"
    spread: int = 0
    raised_minor: int | None = None


RAISED_DAYS_BEFORE_END = 245
"""The price that rises does so this many days before the end: eight months."""

SUBSCRIPTIONS = (
    Subscription(SOFTWARE_CARD, "GOOGLE *WORKSPACE", 5734, 1, 4_176_00),
    Subscription(SOFTWARE_CARD, "MSFT * MICROSOFT 365", 5734, 3, 6_032_00),
    Subscription(SOFTWARE_CARD, "ADOBE *CREATIVE CLOUD", 5734, 6, 3_798_00),
    Subscription(SOFTWARE_CARD, "ZOOM.US 888-799-9666", 5734, 8, 1_879_20),
    Subscription(SOFTWARE_CARD, "CONTPAQI NUBE MX", 7372, 10, 2_784_00),
    Subscription(SOFTWARE_CARD, "DROPBOX*@@@@@@@@@@", 5734, 12, 1_392_00),
    Subscription(SOFTWARE_CARD, "NOTION LABS, INC.", 5734, 14, 216_00, "USD"),
    Subscription(SOFTWARE_CARD, "FIGMA", 5734, 16, 135_00, "USD"),
    Subscription(SOFTWARE_CARD, "CANVA* I#####-########", 5734, 18, 90_00, "USD"),
    Subscription(SOFTWARE_CARD, "1PASSWORD", 5734, 22, 95_88, "USD"),
    Subscription(SOFTWARE_CARD, "OPENAI *CHATGPT SUBSCR", 5734, 24, 300_00, "USD"),
    Subscription(
        SOFTWARE_USD_CARD, "SLACK T0#@#@#@#@", 5734, 2, 350_00, "USD", raised_minor=420_00
    ),
    Subscription(SOFTWARE_USD_CARD, "ATLASSIAN* JIRA CLOUD", 5734, 5, 310_00, "USD"),
    Subscription(SOFTWARE_USD_CARD, "GITHUB, INC.", 7372, 9, 168_00, "USD"),
    Subscription(SOFTWARE_USD_CARD, "HUBSPOT INC.", 5734, 13, 890_00, "USD"),
    Subscription(SOFTWARE_USD_CARD, "SENTRY.IO", 7372, 17, 80_00, "USD"),
    Subscription(SOFTWARE_USD_CARD, "LINKEDIN SALES NAV *######", 5734, 21, 299_97, "USD"),
    Subscription(SOFTWARE_USD_CARD, "ZENDESK, INC.", 5734, 26, 445_00, "USD"),
    Subscription(CLOUD_CARD, "AWS EMEA AWS.AMAZON.CO", 7372, 3, 640_00, "USD", spread=9),
    Subscription(CLOUD_CARD, "GOOGLE *CLOUD @#@#@#", 7372, 2, 275_00, "USD", spread=12),
    Subscription(CLOUD_CARD, "MONGODB CLOUD", 7372, 4, 120_00, "USD", spread=6),
    Subscription(TELECOM_CARD, "TELMEX TELEFONIA #######", 4814, 11, 1_599_00),
    Subscription(TELECOM_CARD, "TELCEL PLAN EMPRESA ####", 4814, 15, 8_970_00),
    Subscription(TELECOM_CARD, "TOTALPLAY EMPRESARIAL", 4899, 19, 1_249_00),
    Subscription(TELECOM_CARD, "IZZI NEGOCIOS", 4899, 23, 789_00),
)
