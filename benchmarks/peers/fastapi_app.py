"""FastAPI, SQLAlchemy's asynchronous ORM on asyncpg, pydantic: the usual modern stack."""

import os
from collections.abc import AsyncIterator
from datetime import date, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Query
from pydantic import BaseModel, ConfigDict
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from benchmarks.peers.asked import MESSAGE, asked
from benchmarks.peers.models import Company, caller, code, page, totals

_url = make_url(os.environ["BENCH_DATABASE_URL"]).set(drivername="postgresql+asyncpg")
_engine = create_async_engine(
    _url, pool_size=10, max_overflow=0, connect_args={"server_settings": {"jit": "off"}}
)
_sessions = async_sessionmaker(_engine, expire_on_commit=False)


class _View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class CardView(_View):
    id: str
    last_four: str
    alias: str | None


class OriginalView(_View):
    amount: float | None
    amount_minor: int | None
    currency: str


class ItemView(_View):
    id: str
    occurred_at: datetime
    date: date
    amount: float
    amount_minor: int
    currency: str
    type: str
    status: str
    merchant: str
    merchant_raw: str
    category: str
    mcc: int | None
    card: CardView | None
    cardholder: str | None
    original: OriginalView | None
    description: str | None
    reference: str | None


class SumsView(_View):
    currency: str
    counting: int
    count: int
    sum_minor: int


class PageView(_View):
    items: list[ItemView]
    next_cursor: str | None
    totals: list[SumsView] | None


class Envelope(_View):
    data: PageView
    message: str
    status: str


class Question(BaseModel):
    from_: Annotated[str, Query(alias="from")]
    to: str
    status: str | None = None
    category: str | None = None
    cursor: str | None = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50
    with_totals: bool = False


async def session() -> AsyncIterator[AsyncSession]:
    async with _sessions() as opened:
        yield opened


Session = Annotated[AsyncSession, Depends(session)]


async def company(
    company_id: str, session: Session, authorization: Annotated[str, Header()]
) -> Company:
    credential = await session.scalar(caller(authorization.removeprefix("Bearer ")))
    if credential is None or not credential.user.is_active:
        raise HTTPException(401)
    for membership in credential.user.memberships:
        if membership.company.id == company_id:
            if (
                membership.role in ("administrator", "bookkeeper")
                and "transactions:read" in credential.scopes
            ):
                return membership.company
            raise HTTPException(403)
    raise HTTPException(404)


app = FastAPI()


@app.get("/health")
async def health() -> dict[str, str]:
    return {}


@app.get("/api/v1/companies/{company_id}/card_transactions", response_model=Envelope)
async def card_transactions(
    session: Session,
    company: Annotated[Company, Depends(company)],
    query: Annotated[Question, Query()],
) -> object:
    given = {k: str(v) for k, v in query.model_dump().items() if v is not None}
    question = asked(given | {"from": query.from_}, company.time_zone)
    rows = (await session.scalars(page(company, question))).all()
    sums = None
    if query.with_totals:
        sums = [
            {"currency": code(currency), "counting": counting, "count": n, "sum_minor": int(minor)}
            for currency, counting, n, minor in await session.execute(totals(company, question))
        ]
    last = rows[-2] if len(rows) > question.limit else None
    found = {
        "items": rows[: question.limit],
        "next_cursor": f"{last.occurred}.{last.raw_id.hex()}" if last else None,
        "totals": sums,
    }
    return {"data": found, "message": MESSAGE, "status": "success"}
