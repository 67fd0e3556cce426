"""Which sixty cards the demo company has: one plastic card a person, twenty virtual cards.

All are issued by Clara itself. One is PENDING (a newcomer's), one CANCELLED (a leaver's), one
EXPIRED; two are LOCKED, one by the administrator (company level), one by its holder. Two are
billed in USD.
"""

from typing import NamedTuple

from clara.application.demo.people import EMPLOYEE, TEAMS
from clara.domain.cards.card import CardStatus, CardType, LockLevel, Periodicity

PENDING_HOLDER = "Nicolás Robledo"
CANCELLED_HOLDER = "Omar Ledesma"
EXPIRED_HOLDER = "Rosa Ibarra"
LOCKED_BY_COMPANY = "Raúl Domínguez"

SOFTWARE_CARD = "Software"
SOFTWARE_USD_CARD = "Software USD"
CLOUD_CARD = "Nube"
TELECOM_CARD = "Telefonía e internet"
SHOPPING_CARD = "Compras en línea"
EVENTS_CARD = "Eventos"
SERVICES_CARD = "Servicios profesionales"
TRAVEL_CARD = "Viajes dirección"
LOCKED_BY_HOLDER = "Viáticos"


class PlannedCard(NamedTuple):
    """A card before it has an id: `profile` says what it buys, `weight` how often.

    It spends until `closes` days before the end of the window; None is until the end.
    """

    holder: str
    profile: str
    weight: int
    periodicity: Periodicity | None
    alias: str | None = None
    currency: str = "MXN"
    status: CardStatus = CardStatus.ACTIVE
    lock: LockLevel | None = None
    closes: int | None = None

    @property
    def key(self) -> str:
        """What names the card in the plan: its alias, or its holder when it is plastic."""
        return self.alias or self.holder

    @property
    def type(self) -> CardType:
        return CardType.VIRTUAL if self.alias else CardType.PHYSICAL


_TEAM_HABITS: dict[str, tuple[int, Periodicity | None]] = {
    "management": (16, None),
    "sales": (26, Periodicity.WEEKLY),
    "operations": (22, Periodicity.DAILY),
    "office": (12, Periodicity.MONTHLY),
}
_FATES = {
    PENDING_HOLDER: (CardStatus.PENDING, None, 731),
    CANCELLED_HOLDER: (CardStatus.CANCELLED, None, 118),
    EXPIRED_HOLDER: (CardStatus.EXPIRED, None, 203),
    LOCKED_BY_COMPANY: (CardStatus.ACTIVE, LockLevel.COMPANY, 6),
}


def _plastic() -> tuple[PlannedCard, ...]:
    cards = []
    for team, names in TEAMS.items():
        weight, periodicity = _TEAM_HABITS[team]
        for name in names:
            status, lock, closes = _FATES.get(name, (CardStatus.ACTIVE, None, None))
            card = PlannedCard(
                name, team, weight, periodicity, status=status, lock=lock, closes=closes
            )
            cards.append(card)
    return tuple(cards)


_DAILY, _WEEKLY, _MONTHLY = Periodicity.DAILY, Periodicity.WEEKLY, Periodicity.MONTHLY

_VIRTUAL = (
    PlannedCard("Mauricio Camacho", "software", 8, _MONTHLY, SOFTWARE_CARD),
    PlannedCard("Mauricio Camacho", "foreign_software", 9, _MONTHLY, SOFTWARE_USD_CARD, "USD"),
    PlannedCard("Fernando Aguilar Tinoco", "cloud", 6, _MONTHLY, CLOUD_CARD),
    PlannedCard("Ingrid Bautista", "meta_ads", 24, _WEEKLY, "Publicidad Meta"),
    PlannedCard("Ingrid Bautista", "google_ads", 20, _WEEKLY, "Publicidad Google"),
    PlannedCard("Regina Galindo", "foreign_ads", 8, _MONTHLY, "Publicidad USD", "USD"),
    PlannedCard("Patricia Esquivel", "shopping", 22, None, SHOPPING_CARD),
    PlannedCard("Yolanda Macías", "stationery", 12, _MONTHLY, "Papelería"),
    PlannedCard("Daniela Ríos Cuéllar", "event", 8, None, EVENTS_CARD),
    PlannedCard("Verónica Lozano", "travel", 16, _MONTHLY, "Viajes ventas"),
    PlannedCard("Gabriela Ortega Treviño", "travel", 8, None, TRAVEL_CARD),
    PlannedCard("Teresa Fuentes", "courier", 18, _DAILY, "Mensajería"),
    PlannedCard("Sergio Figueroa", "telecom", 5, _MONTHLY, TELECOM_CARD),
    PlannedCard("Arturo Medina", "repair", 14, _WEEKLY, "Mantenimiento"),
    PlannedCard("Karla Jaramillo", "training", 8, _MONTHLY, "Capacitación"),
    PlannedCard("Jorge Alcántara Mena", "fuel", 24, _DAILY, "Gasolina flotilla"),
    PlannedCard("Felipe Guerrero Ávila", "road", 24, _DAILY, "Peajes"),
    PlannedCard("Enrique Huerta Solórzano", "team_meals", 16, _WEEKLY, "Comidas de equipo"),
    PlannedCard("Beatriz Quiroga", "service", 6, None, SERVICES_CARD),
    PlannedCard(EMPLOYEE, "sales", 10, _WEEKLY, LOCKED_BY_HOLDER, lock=LockLevel.HOLDER, closes=3),
)

PLANNED_CARDS = _plastic() + _VIRTUAL
