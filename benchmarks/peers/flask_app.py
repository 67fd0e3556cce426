"""Flask, SQLAlchemy's ORM on psycopg, under gunicorn: what the ancestor is built with."""

import os
from typing import Any

from flask import Flask, abort, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, make_url
from sqlalchemy.orm import Session

from benchmarks.peers.asked import MESSAGE, asked
from benchmarks.peers.models import CardTransaction, Company, caller, code, page, totals

_url = make_url(os.environ["BENCH_DATABASE_URL"]).set(drivername="postgresql+psycopg")
_engine = create_engine(_url, pool_size=10, max_overflow=0, connect_args={"options": "-c jit=off"})

app = Flask(__name__)


def _company(session: Session, company_id: str) -> Company:
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    credential = session.scalar(caller(token))
    if credential is None or not credential.user.is_active:
        abort(401)
    for membership in credential.user.memberships:
        if membership.company.id == company_id:
            if (
                membership.role in ("administrator", "bookkeeper")
                and "transactions:read" in credential.scopes
            ):
                return membership.company
            return abort(403)
    return abort(404)


@app.get("/health")
def health() -> ResponseReturnValue:
    return jsonify({})


@app.get("/api/v1/companies/<company_id>/card_transactions")
def card_transactions(company_id: str) -> ResponseReturnValue:
    with Session(_engine) as session:
        company = _company(session, company_id)
        question = asked(request.args, company.time_zone)
        rows = session.scalars(page(company, question)).all()
        sums = None
        if "with_totals" in request.args:
            sums = [
                {"currency": code(currency), "counting": kind, "count": n, "sum_minor": int(minor)}
                for currency, kind, n, minor in session.execute(totals(company, question))
            ]
        last = rows[-2] if len(rows) > question.limit else None
        found = {
            "items": [_item(row) for row in rows[: question.limit]],
            "next_cursor": f"{last.occurred}.{last.raw_id.hex()}" if last else None,
            "totals": sums,
        }
    return jsonify(data=found, message=MESSAGE, status="success")


def _item(row: CardTransaction) -> dict[str, Any]:
    card = row.card
    return {
        "id": row.id,
        "occurred_at": row.occurred_at.isoformat(),
        "date": row.date.isoformat(),
        "amount": row.amount,
        "amount_minor": row.amount_minor,
        "currency": row.currency,
        "type": row.type,
        "status": row.status,
        "merchant": row.merchant,
        "merchant_raw": row.merchant_raw,
        "category": row.category,
        "mcc": row.mcc,
        "card": {"id": card.id, "last_four": card.last_four, "alias": card.alias} if card else None,
        "cardholder": row.cardholder,
        "original": row.original,
        "description": row.description,
        "reference": row.reference,
    }
