"""What `clara doctor` looks at."""

import os
import stat
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from msgspec import Struct

from clara.adapters.cli.activity_log import sentence
from clara.adapters.cli.operator import Operator, operating
from clara.adapters.cli.product import Product
from clara.adapters.persistence import migrate
from clara.application.activity.verify_activity import VerifyActivity, VerifyActivityCommand
from clara.application.card_transactions.summarize_spending import (
    SummarizeSpending,
    SummarizeSpendingCommand,
)
from clara.application.founding.list_companies import ListCompanies, ListCompaniesCommand
from clara.application.system.check_invariants import CheckInvariants, CheckInvariantsCommand
from clara.domain.card_transactions.summary import added
from clara.domain.card_transactions.totals import Summary, SummaryKey
from clara.domain.errors import ClaraError
from clara.settings import Settings

SQLITE_FLOOR = (3, 51, 3)
"""Versions below can corrupt a WAL database that two connections write and checkpoint at once."""
OLDEST_PYTHON = (3, 11)
_SUMMED_DAYS = 3_650


class Finding(Struct, frozen=True, kw_only=True):
    is_healthy: bool
    sentence: str


async def examine(product: Product, *, invariants: bool) -> list[Finding]:
    """Everything there is to say, worst or not; a part that fails is a finding."""
    settings = product.settings()
    findings = [_python(), sqlite(_sqlite_version()), *_private_files(settings)]
    findings += [*mail(settings), *payments(settings), *issuing(settings), analyst(settings)]
    database = await _database(settings)
    findings.append(database)
    if database.is_healthy:
        async with operating(product, settings, writes=False) as operator:
            findings += [one async for one in _chains(operator)]
            if invariants:
                findings += [one async for one in _invariants(operator)]
    return findings


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(is_healthy=sys.version_info >= OLDEST_PYTHON, sentence=f"Python {version}")


def _sqlite_version() -> str:
    import sqlite3  # after `migrate`, which puts the wheel's in place of the system's

    return sqlite3.sqlite_version


def sqlite(version: str) -> Finding:
    """Whether this version of SQLite can be trusted with two connections."""
    is_healthy = tuple(map(int, version.split("."))) >= SQLITE_FLOOR
    floor = ".".join(map(str, SQLITE_FLOOR))
    reason = "" if is_healthy else f": below {floor}, which can corrupt a database in WAL mode"
    return Finding(is_healthy=is_healthy, sentence=f"SQLite {version}{reason}")


def mail(settings: Settings) -> Iterator[Finding]:
    """Where letters go. In production nobody would get a code out of a folder."""
    if not settings.mail_url.startswith("outbox:"):
        yield Finding(is_healthy=True, sentence="Mail leaves by SMTP")
        return
    where = f"Mail goes to the folder {settings.mail_url.removeprefix('outbox:')}"
    is_lost = settings.env == "production"
    remedy = ": nobody gets their codes; set CLARA_MAIL_URL=smtp://…" if is_lost else ""
    yield Finding(is_healthy=not is_lost, sentence=where + remedy)


def payments(settings: Settings) -> Iterator[Finding]:
    """Who takes the money. In production what moves none gives credits away."""
    is_production = settings.env == "production"
    if not settings.stripe_secret_key:
        free = "No payment provider: the sandbox's pages sell credits for no money"
        remedy = "; set STRIPE_SECRET_KEY" if is_production else ""
        yield Finding(is_healthy=not is_production, sentence=free + remedy)
        return
    is_live = "_live_" in settings.stripe_secret_key
    mode = "live" if is_live else "test mode: no money moves"
    yield Finding(is_healthy=is_live or not is_production, sentence=f"Payments by Stripe, {mode}")
    if not settings.stripe_webhook_secret:
        yield Finding(
            is_healthy=True,
            sentence="Stripe tells of nothing by itself: credits arrive up to ten minutes late,"
            " unless STRIPE_WEBHOOK_SECRET is set",
        )


def issuing(settings: Settings) -> Iterator[Finding]:
    """Who issues cards besides us. Nobody asks us about charges where no secret is set."""
    if not settings.issues_with_stripe:
        return
    yield Finding(is_healthy=True, sentence="Cards may be issued by Stripe")
    if not settings.stripe_issuing_webhook_secret:
        yield Finding(
            is_healthy=settings.env != "production",
            sentence="Stripe decides about charges on its cards alone, unless"
            " STRIPE_ISSUING_WEBHOOK_SECRET is set",
        )


def analyst(settings: Settings) -> Finding:
    """Who understands questions, and where those go that rules do not understand."""
    if not settings.llm_model:
        return Finding(is_healthy=True, sentence="Questions are understood by rules alone")
    where = f" at {settings.llm_base_url}" if settings.llm_base_url else ""
    return Finding(
        is_healthy=True,
        sentence="Questions with words that rules do not know are sent to"
        f" {settings.llm_model}{where}",
    )


def _private_files(settings: Settings) -> Iterator[Finding]:
    """Files that hold secrets are their owner's only."""
    names = ["var/demo.json"]
    if os.environ.get("CLARA_SECRET_KEY"):
        yield Finding(is_healthy=True, sentence="The secret is CLARA_SECRET_KEY")
    elif file := os.environ.get("CLARA_SECRET_KEY_FILE"):
        yield Finding(is_healthy=True, sentence=f"The secret is in {file}")
    else:
        names.insert(0, "var/secret_key")
    database = migrate.sqlite_path(settings.database_url)
    for path in [*map(Path, names), *([database] if database else [])]:
        if path.exists():
            yield private(path, may_be_read=path == database)


def private(path: Path, *, may_be_read: bool = False) -> Finding:
    """Whether only its owner may use `path`; with `may_be_read`, only its owner may change it."""
    mode = stat.S_IMODE(path.stat().st_mode)
    is_healthy = not mode & (0o022 if may_be_read else 0o077)
    remedy = "" if is_healthy else f", open to others: chmod 600 {path}"
    return Finding(is_healthy=is_healthy, sentence=f"{path} has mode {mode:04o}{remedy}")


async def _database(settings: Settings) -> Finding:
    kind = "SQLite" if migrate.sqlite_path(settings.database_url) else "PostgreSQL"
    try:
        found = await migrate.revision(settings.database_url)
    except ClaraError as error:
        return Finding(is_healthy=False, sentence=f"{kind} database: {error.message}")
    if migrate.is_workable(found):
        newer = "" if found == migrate.HEAD else f", newer than this version's {migrate.HEAD}"
        return Finding(is_healthy=True, sentence=f"{kind} database with the schema {found}{newer}")
    return Finding(
        is_healthy=False,
        sentence=f"{kind} database: its schema is {found or 'missing'}, not {migrate.HEAD};"
        " run clara migrate",
    )


async def _chains(operator: Operator) -> AsyncIterator[Finding]:
    verified = await operator.run(VerifyActivity, VerifyActivityCommand())
    for chain in verified.chains:
        yield Finding(
            is_healthy=chain.check.is_intact, sentence=f"Activity log of {sentence(chain)}"
        )


async def _invariants(operator: Operator) -> AsyncIterator[Finding]:
    checked = await operator.run(CheckInvariants, CheckInvariantsCommand())
    for one in checked.invariants:
        broken = f" Broken {one.violations:,} times." if one.violations else ""
        yield Finding(is_healthy=not one.violations, sentence=one.sentence + broken)
    found = await operator.run(ListCompanies, ListCompaniesCommand())
    for company in found.companies:
        yield await _sums(operator, company.id, company.name)


async def _sums(operator: Operator, company_id: str, name: str) -> Finding:
    """Every way to group the last ten years adds up to the same totals."""
    today = datetime.now(UTC).date()
    uneven = []
    for key in SummaryKey:
        command = SummarizeSpendingCommand(
            company_id=company_id,
            from_=today - timedelta(days=_SUMMED_DAYS),
            to=today + timedelta(days=1),
            group_by=key,
        )
        if not adds_up(await operator.run(SummarizeSpending, command)):
            uneven.append(key.value)
    what = f"Sums of {name} by {', '.join(SummaryKey)} are those of the whole."
    broken = f" Not by {', '.join(uneven)}." if uneven else ""
    return Finding(is_healthy=not uneven, sentence=what + broken)


def adds_up(summary: Summary) -> bool:
    """Groups and others make the totals, and coverage accounts for every row matched."""
    groups = [*summary.groups, *([summary.others] if summary.others else [])]
    excluded = sum(one.count for one in summary.coverage.excluded)
    return (
        added(sums for group in groups for sums in group.by_currency) == summary.totals.by_currency
        and summary.coverage.matched == summary.coverage.counted + excluded
    )
