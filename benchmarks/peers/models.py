"""SQLAlchemy's ORM over the measured tables, as one would write it, for FastAPI and for Flask."""

import hashlib
import time
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Integer,
    LargeBinary,
    Select,
    SmallInteger,
    Text,
    and_,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    foreign,
    joinedload,
    mapped_column,
    relationship,
)

from benchmarks.peers.asked import CATEGORIES, EPOCH, STATUSES, TYPES, Asked, currency_code

code = lru_cache(maxsize=256)(currency_code)


class Base(DeclarativeBase):
    pass


class Company(Base):
    __tablename__ = "companies"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(Text)
    time_zone: Mapped[str] = mapped_column(Text)
    visible_import: Mapped[int] = mapped_column(Integer)


class User(Base):
    __tablename__ = "users"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    first_name: Mapped[str] = mapped_column(Text)
    last_name: Mapped[str] = mapped_column(Text)
    is_active: Mapped[bool]
    memberships: Mapped[list["Membership"]] = relationship()


class Membership(Base):
    __tablename__ = "memberships"
    company_number: Mapped[int] = mapped_column(ForeignKey("companies.number"), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"), primary_key=True)
    role: Mapped[str] = mapped_column(Text)
    company: Mapped[Company] = relationship()


class Credential(Base):
    __tablename__ = "credentials"
    id: Mapped[str] = mapped_column(Text, primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    user_id: Mapped[str] = mapped_column(ForeignKey("users.id"))
    scopes: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at: Mapped[int | None] = mapped_column(BigInteger)
    user: Mapped[User] = relationship()


class Merchant(Base):
    __tablename__ = "merchants"
    company_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class Cardholder(Base):
    __tablename__ = "cardholders"
    company_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(Text)


class Card(Base):
    __tablename__ = "cards"
    company_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    id: Mapped[str] = mapped_column(Text)
    last_four: Mapped[str] = mapped_column(Text)
    alias: Mapped[str | None] = mapped_column(Text)


class CardTransaction(Base):
    __tablename__ = "card_transactions"
    company_number: Mapped[int] = mapped_column(Integer, primary_key=True)
    raw_id: Mapped[bytes] = mapped_column("id", LargeBinary, primary_key=True)
    occurred: Mapped[int] = mapped_column("occurred_at", BigInteger)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    import_number: Mapped[int] = mapped_column(Integer)
    merchant_number: Mapped[int] = mapped_column(Integer)
    card_number: Mapped[int] = mapped_column(Integer)
    cardholder_number: Mapped[int] = mapped_column(Integer)
    currency_number: Mapped[int] = mapped_column("currency", SmallInteger)
    counting: Mapped[int] = mapped_column(SmallInteger)
    status_number: Mapped[int] = mapped_column("status", SmallInteger)
    type_number: Mapped[int] = mapped_column("type", SmallInteger)
    category_number: Mapped[int] = mapped_column("category", SmallInteger)
    mcc: Mapped[int | None] = mapped_column(SmallInteger)
    merchant_raw: Mapped[str] = mapped_column(Text)
    original_minor: Mapped[int | None] = mapped_column(BigInteger)
    original_currency: Mapped[int | None] = mapped_column(SmallInteger)
    description: Mapped[str | None] = mapped_column(Text)
    reference: Mapped[str | None] = mapped_column(Text)

    shop: Mapped[Merchant] = relationship(
        primaryjoin=lambda: and_(
            foreign(CardTransaction.company_number) == Merchant.company_number,
            foreign(CardTransaction.merchant_number) == Merchant.number,
        ),
        viewonly=True,
    )
    card: Mapped[Card | None] = relationship(
        primaryjoin=lambda: and_(
            foreign(CardTransaction.company_number) == Card.company_number,
            foreign(CardTransaction.card_number) == Card.number,
        ),
        viewonly=True,
    )
    holder: Mapped[Cardholder | None] = relationship(
        primaryjoin=lambda: and_(
            foreign(CardTransaction.company_number) == Cardholder.company_number,
            foreign(CardTransaction.cardholder_number) == Cardholder.number,
        ),
        viewonly=True,
    )
    company: Mapped[Company] = relationship(
        primaryjoin=lambda: foreign(CardTransaction.company_number) == Company.number,
        viewonly=True,
    )

    @property
    def id(self) -> str:
        return f"ctx_{self.raw_id.hex()}"

    @property
    def occurred_at(self) -> datetime:
        return EPOCH + timedelta(microseconds=self.occurred)

    @property
    def date(self) -> date:
        return self.occurred_at.astimezone(ZoneInfo(self.company.time_zone)).date()

    @property
    def amount(self) -> float:
        return self.amount_minor / 100

    @property
    def currency(self) -> str:
        return code(self.currency_number)

    @property
    def type(self) -> str:
        return TYPES[self.type_number]

    @property
    def status(self) -> str:
        return STATUSES[self.status_number]

    @property
    def merchant(self) -> str:
        return self.shop.name

    @property
    def category(self) -> str:
        return CATEGORIES[self.category_number]

    @property
    def cardholder(self) -> str | None:
        return self.holder.name if self.holder else None

    @property
    def original(self) -> dict[str, object] | None:
        if self.original_currency is None:
            return None
        minor = self.original_minor
        return {
            "amount": None if minor is None else minor / 100,
            "amount_minor": minor,
            "currency": code(self.original_currency),
        }


def caller(token: str) -> Select[tuple[Credential]]:
    """The credential of a token with its user, memberships and companies."""
    now = time.time_ns() // 1_000
    return (
        select(Credential)
        .where(
            Credential.digest == hashlib.sha256(token.encode()).digest(),
            Credential.revoked_at.is_(None),
            or_(Credential.expires_at.is_(None), Credential.expires_at > now),
        )
        .options(
            joinedload(Credential.user).joinedload(User.memberships).joinedload(Membership.company)
        )
    )


def page(company: Company, question: Asked) -> Select[tuple[CardTransaction]]:
    t = CardTransaction
    place = tuple_(
        literal(question.before, BigInteger()), literal(question.before_id, LargeBinary())
    )
    return (
        select(t)
        .where(
            t.company_number == company.number,
            t.import_number <= company.visible_import,
            t.occurred >= question.start,
            tuple_(t.occurred, t.raw_id) < place,
            t.status_number.in_(question.statuses),
            t.category_number.in_(question.categories),
        )
        .options(
            joinedload(t.shop), joinedload(t.card), joinedload(t.holder), joinedload(t.company)
        )
        .order_by(t.occurred.desc(), t.raw_id.desc())
        .limit(question.limit + 1)
    )


def totals(company: Company, question: Asked) -> Select[tuple[int, int, int, int]]:
    t = CardTransaction
    return (
        select(t.currency_number, t.counting, func.count(), func.sum(t.amount_minor))
        .where(
            t.company_number == company.number,
            t.import_number <= company.visible_import,
            t.occurred >= question.start,
            t.occurred < question.until,
            t.status_number.in_(question.statuses),
            t.category_number.in_(question.categories),
        )
        .group_by(t.currency_number, t.counting)
    )
