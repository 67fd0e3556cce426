"""Three invented companies, one per language, and what they call things. Some names look like words."""

from datetime import date

from clara.application.analysis.ports import Names, Question
from clara.domain.accounts.language import Language
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Seat
from clara.domain.ids import CompanyId

TODAY = date(2026, 11, 20)
"""A Friday."""

MERCHANTS = (
    *("Uber", "Uber Eats", "Amazon", "Amazon Web Services", "Starbucks", "Google Ads"),
    *(
        "Google Workspace",
        "Adobe",
        "Slack",
        "Zoom",
        "Figma",
        "Oxxo",
        "Walmart",
        "Costco",
        "Soriana",
    ),
    *("Mercado Libre", "Rappi", "Pemex", "Shell", "Posto Ipiranga", "Latam Airlines", "Aeromexico"),
    *("Hotel Fiesta Inn", "Hilton Paseo Reforma", "Office Depot", "Telmex", "Vivo", "DHL", "FedEx"),
    *(
        "Farmacia Guadalajara",
        "Cinepolis",
        "Home Depot",
        "Restaurante El Cardenal",
        "7-Eleven",
        "3M",
    ),
    # Names that look like words.
    *("Total", "Target", "Gap", "Subway", "Top Taxi", "Mayo Clinic", "99", "Enero Café", "Select"),
    *("Unidentified",),
)
CARDHOLDERS = (
    *("Luis Pérez", "Ana Souza", "Ana Torres", "María López", "João Lima", "Marcos Silva"),
    *("April Jones", "Julio Gómez", "Domingo Ruiz", "Mark Rich"),
)
CARDS = (
    ("card-1", "4521", "Marketing Team"),
    ("card-2", "9034", "Viajes Norte"),
    ("card-3", "1177", None),
    ("card-4", "6688", "Ops Berlin"),
)
NAMES = Names(
    merchants=MERCHANTS,
    cardholders=CARDHOLDERS,
    cards=CARDS,
    currencies=("BRL", "MXN", "USD"),
)
_PLACES = {
    Language.EN: ("USD", "America/New_York"),
    Language.ES: ("MXN", "America/Mexico_City"),
    Language.PT: ("BRL", "America/Sao_Paulo"),
}


def seat(language: Language) -> Seat:
    """A bookkeeper's seat in the company where `language` is spoken."""
    currency, time_zone = _PLACES[language]
    return Seat(
        company_id=CompanyId("0198c0de-0000-7000-8000-000000000001"),
        company_number=1,
        role=Role.BOOKKEEPER,
        company_name="Demo company",
        currency=currency,
        time_zone=time_zone,
        billing_day=5,
        bookkeepers_can_lock=True,
        confirms_unlocks=False,
    )


def ask(text: str, language: Language, names: Names = NAMES, **given: bool) -> Question:
    """`text` as the company of `language` asks it."""
    return Question(
        text=text, seat=seat(language), today=TODAY, names=names, language=language, **given
    )
