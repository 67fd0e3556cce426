"""Who works at the demo company. Every name is invented.

Facts worth trying an assistant on:

* "Luis Pérez" exists once and holds one card, which is live; no other name contains "Luis".
* "María" is ambiguous: María Castañeda (sales) and María Escobedo (operations). Every other word of
  every holder's name occurs once.
* Sofía Arriaga's and Tomás Cervantes's cards end in the same four digits (`SHARED_LAST_FOUR`).
"""

from datetime import date, datetime, timedelta

from msgspec import Struct

from clara.application.demo.dice import derived
from clara.domain.accounts.user import User
from clara.domain.companies.company import Cardholder, Membership, Role

AMBIGUOUS_FIRST_NAME = "María"
SHARED_LAST_FOUR = "4417"
SHARES_LAST_FOUR = frozenset({"Sofía Arriaga", "Tomás Cervantes"})

TEAMS: dict[str, tuple[str, ...]] = {
    "management": (
        "Gabriela Ortega Treviño",
        "Rodrigo Salinas",
        "Beatriz Quiroga",
    ),
    "sales": (
        "Luis Pérez",
        "María Castañeda",
        "Héctor Villaseñor",
        "Daniela Ríos Cuéllar",
        "Óscar Barrera",
        "Paola Zamora",
        "Iván Montes",
        "Verónica Lozano",
        "Emilio Cárdenas",
        "Sofía Arriaga",
        "Raúl Domínguez",
        "Claudia Navarro Peralta",
    ),
    "operations": (
        "María Escobedo",
        "Jorge Alcántara Mena",
        "Teresa Fuentes",
        "Arturo Medina",
        "Norma Cisneros",
        "Felipe Guerrero Ávila",
        "Rosa Ibarra",
        "Tomás Cervantes",
        "Ximena Delgado",
        "Ulises Padilla",
        "Gerardo Nájera",
    ),
    "office": (
        "Lucía Herrera",
        "Fernando Aguilar Tinoco",
        "Ingrid Bautista",
        "Mauricio Camacho",
        "Patricia Esquivel",
        "Sergio Figueroa",
        "Regina Galindo",
        "Enrique Huerta Solórzano",
        "Karla Jaramillo",
        "Omar Ledesma",
        "Yolanda Macías",
        "Samuel Olvera",
        "Abril Pacheco",
        "Nicolás Robledo",
    ),
}

ADMINISTRATOR = "Gabriela Ortega Treviño"
MANAGER = "Verónica Lozano"
EMPLOYEE = "Emilio Cárdenas"

# Given name, family names, role. The bookkeeper holds no card; the employee reports to the manager.
_ACCOUNTS = (
    ("Gabriela", "Ortega Treviño", Role.ADMINISTRATOR),
    ("Adrián", "Solís", Role.BOOKKEEPER),
    ("Verónica", "Lozano", Role.MANAGER),
    ("Emilio", "Cárdenas", Role.EMPLOYEE),
)


class DemoUser(Struct, frozen=True, kw_only=True):
    """An account and its seat in the demo company; whoever stores it sets the password."""

    user: User
    membership: Membership


def demo_users(seed: int, end_day: date, company_id: str, joined: datetime) -> tuple[DemoUser, ...]:
    """One account per role, at `demo.<role>@example.com` (a reserved domain, RFC 2606)."""
    ids = {role: f"user_{derived(seed, end_day, f'user {role}').hex()}" for *_, role in _ACCOUNTS}
    users = []
    for minutes, (first_name, last_name, role) in enumerate(_ACCOUNTS):
        created_at = joined + timedelta(minutes=5 * minutes)
        user = User(
            id=ids[role],
            email=f"demo.{role}@example.com",
            first_name=first_name,
            last_name=last_name,
            created_at=created_at,
            updated_at=created_at,
        )
        membership = Membership(
            company_id=company_id,
            user_id=user.id,
            role=role,
            manager_user_id=ids[Role.MANAGER] if role is Role.EMPLOYEE else None,
            created_at=created_at,
        )
        users.append(DemoUser(user=user, membership=membership))
    return tuple(users)


def demo_cardholders(
    seed: int, end_day: date, people: tuple[DemoUser, ...]
) -> tuple[Cardholder, ...]:
    """The forty holders, team by team; three of them are linked to accounts."""
    accounts = {person.user.name: person.user.id for person in people}
    return tuple(
        Cardholder(
            id=f"cardholder_{derived(seed, end_day, f'cardholder {name}').hex()}",
            name=name,
            user_id=accounts.get(name),
        )
        for names in TEAMS.values()
        for name in names
    )
