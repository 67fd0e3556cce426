"""Composition root: every port gets its adapter. `doors.py` opens what is built here to callers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from dishka import Container, Provider, Scope, make_container

from clara.adapters.analyst.llm.choice import Choice, chosen
from clara.adapters.attachments.child_reader import ChildReader
from clara.adapters.blobs.connect import open_blobs
from clara.adapters.charts.drawn_charts import DrawnCharts
from clara.adapters.client_documents.fetched_documents import FetchedDocuments, NoDocuments
from clara.adapters.exports.files import WrittenExports
from clara.adapters.identity.google import OidcGoogle
from clara.adapters.identity.not_configured import GoogleNotConfigured
from clara.adapters.issuing.connect import Issuing, open_issuing
from clara.adapters.limits.limiter import SharedLimits
from clara.adapters.limits.readiness import CountingDependencies
from clara.adapters.limits.storage import CountingStorage, close_storage, open_storage
from clara.adapters.observing.operations import watched_runner, watched_steps
from clara.adapters.observing.watch import NOBODY, Observer
from clara.adapters.payments.connect import PaymentGateway, open_payments
from clara.adapters.payments.readiness import PaymentDependencies
from clara.adapters.persistence.attachments import forget_attachments, forget_strays
from clara.adapters.persistence.audit_queue import GatheringAuditQueue
from clara.adapters.persistence.connect import open_database
from clara.adapters.persistence.database import Database, Session
from clara.adapters.persistence.dependencies import DatabaseDependencies
from clara.adapters.persistence.forgetting import forget_what_is_over
from clara.adapters.persistence.idempotency import forget_old_keys
from clara.adapters.persistence.letters import LetterBox
from clara.adapters.persistence.migrate import postgresql_url, sqlite_path
from clara.adapters.persistence.provider import PersistenceProvider
from clara.adapters.persistence.repeating import Repeating
from clara.adapters.persistence.sealer import Sealer
from clara.adapters.persistence.task_files import forget_task_files
from clara.adapters.persistence.task_outbox import SqlTaskOutbox, forget_old_tasks
from clara.adapters.persistence.usage import GatheringUsage
from clara.adapters.persistence.webhook_queue import forget_old_deliveries
from clara.adapters.statements.file_statements import FileStatements
from clara.adapters.system.clock import SystemClock
from clara.adapters.system.cursors import SignedCursors
from clara.adapters.system.ids import RandomIds, RandomTokens, SystemRandomness
from clara.adapters.system.passwords import Argon2Passwords
from clara.adapters.system.progress import NoProgress
from clara.adapters.system.tax_ids import StdnumTaxIds
from clara.adapters.system.totp import PyotpTotp
from clara.adapters.system.vault import AesVault
from clara.adapters.tasks.connect import open_worker
from clara.adapters.tasks.limits import TaskLimits
from clara.adapters.tasks.worker import TaskWorker
from clara.adapters.webhooks.addresses import KnownAddresses
from clara.adapters.wire.analysis import WireAnswers
from clara.adapters.wording.formats import BabelFormats
from clara.application.accounts.ports import Google, Randomness, Totp
from clara.application.analysis.answer_task import AnalysisPrice
from clara.application.analysis.ports import Analyst, AnswerForm, Formats, Pictures
from clara.application.attachments.keeping import AttachmentDays
from clara.application.attachments.ports import AttachmentReader, Blobs
from clara.application.card_transactions.export_ports import ExportFiles
from clara.application.card_transactions.import_ports import Statements
from clara.application.catalog import CATALOG, SHARED, TASK_KINDS
from clara.application.companies.ports import TaxIds
from clara.application.credentials.ports import Passwords, Tokens
from clara.application.credits.ports import PaymentNotices, Payments
from clara.application.issuer_news.ports import IssuerNews, IssuerNotices
from clara.application.issuer_news.promptly import PromptIssuers
from clara.application.issuer_news.telling_issuers import TellingIssuers
from clara.application.issuing.ports import CardIssuers
from clara.application.mail.ports import Letters
from clara.application.oauth.ports import ClientDocuments
from clara.application.ports import (
    Allowances,
    AuditLog,
    AuditQueue,
    Callers,
    Clock,
    Cursors,
    IdempotencyKeys,
    Ids,
    Limits,
    Progress,
    PublicUrl,
    Unit,
    Units,
    Vault,
)
from clara.application.runner import Runner
from clara.application.simulator.seeded_ids import SeededIds
from clara.application.system.ports import Dependencies
from clara.application.tasks.kind import TaskKinds
from clara.application.tasks.ports import TaskOutbox
from clara.application.tasks.promptness import Promptness
from clara.application.tasks.steps import StepRunner
from clara.application.webhooks.ports import Events, WebhookAddresses
from clara.domain.credits.rate import Rates, read_rates
from clara.domain.errors import Invalid
from clara.domain.instant import microseconds
from clara.domain.webhooks.event import Happened
from clara.settings import Settings

_UPKEEP_SECONDS = 600.0

U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class ContainerUnit(Unit):
    """Ports and use cases of one operation, all on one session."""

    container: Container
    session: Session

    @property
    def callers(self) -> Callers:
        callers: Callers = self.container.get(Callers)
        return callers

    @property
    def audit(self) -> AuditLog:
        audit: AuditLog = self.container.get(AuditLog)
        return audit

    @property
    def allowances(self) -> Allowances:
        allowances: Allowances = self.container.get(Allowances)
        return allowances

    @property
    def keys(self) -> IdempotencyKeys:
        keys: IdempotencyKeys = self.container.get(IdempotencyKeys)
        return keys

    async def tell(self, company_id: str, *happened: Happened) -> None:
        events: Events = self.container.get(Events)
        await events.add(company_id, *happened)

    def get(self, part: type[U]) -> U:
        found: U = self.container.get(part)
        return found

    async def read_report(self) -> None:
        await self.session.read_report()

    def write(self) -> None:
        self.session.write()

    async def commit(self) -> None:
        await self.session.commit()


@dataclass(frozen=True, slots=True)
class ContainerUnits(Units):
    container: Container

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Unit]:
        with self.container() as container:
            session = container.get(Session)
            try:
                yield ContainerUnit(container, session)
            finally:
                await session.close()


@dataclass(frozen=True, slots=True)
class Core:
    """The product without its doors: what the command line, tests and the server share."""

    settings: Settings
    database: Database
    queue: GatheringAuditQueue
    sealer: Sealer
    usage: GatheringUsage
    upkeep: Repeating
    worker: TaskWorker
    promptness: Promptness
    units: Units
    runner: Runner
    ids: Ids
    letters: Letters
    storage: CountingStorage
    gateway: PaymentGateway
    issuing: Issuing
    telling: TellingIssuers
    prompt: PromptIssuers
    observer: Observer

    async def close(self) -> None:
        """Write what waits, then let go of the database."""
        await self.runner.behind.close()
        await self.prompt.close()
        await self.promptness.close()
        await self.queue.close()
        await self.usage.close()
        await self.upkeep.close()
        await self.sealer.close()
        await self.gateway.close()
        await self.database.close()
        await close_storage(self.storage)


def build_core(
    settings: Settings,
    *,
    progress: Progress | None = None,
    clock: Clock | None = None,
    seed: str | None = None,
    kinds: TaskKinds = TASK_KINDS,
    observer: Observer = NOBODY,
) -> Core:
    """Everything behind the Runner, watched by `observer`. Connects to nothing yet."""
    database = open_database(
        settings.database_url,
        pool=settings.database_pool,
        replica_url=settings.database_replica_url,
    )
    clock, ids = clock or SystemClock(), _ids(seed)
    queue, sealer = GatheringAuditQueue(database), Sealer(database)
    usage = GatheringUsage(database)
    vault = AesVault(settings.key("vault"), settings.previous_keys("vault"))
    storage = open_storage(settings.redis_url)
    gateway = open_payments(settings, vault, clock)
    issuing = open_issuing(settings, SystemRandomness(), gateway.api, clock)
    blobs = open_blobs(settings.blobs_url)
    dependencies = _dependencies(settings, storage, gateway)
    given: dict[Any, Any] = {
        Settings: settings,
        Chosen: Chosen(chosen(settings)),
        Database: database,
        Clock: clock,
        Ids: ids,
        Passwords: Argon2Passwords(),
        Tokens: RandomTokens(),
        Randomness: SystemRandomness(),
        Totp: PyotpTotp(),
        TaxIds: StdnumTaxIds(),
        Vault: vault,
        Google: _google(settings, clock),
        ClientDocuments: _client_documents(settings, clock),
        PublicUrl: PublicUrl(settings.public_url),
        AttachmentReader: ChildReader(),
        Blobs: blobs,
        AttachmentDays: AttachmentDays(settings.attachment_days),
        Rates: _rates(settings),
        Payments: gateway.payments,
        PaymentNotices: gateway.notices,
        CardIssuers: issuing.issuers,
        IssuerNotices: issuing.notices,
        IssuerNews: issuing.news,
        AuditQueue: queue,
        Cursors: SignedCursors(settings.key("cursors")),
        Statements: FileStatements(),
        ExportFiles: WrittenExports(),
        Progress: progress or NoProgress(),
        Dependencies: dependencies,
        Limits: SharedLimits.of(settings, storage),
        Formats: BabelFormats(),
        Pictures: DrawnCharts(),
        AnalysisPrice: AnalysisPrice(settings.analysis_credits),
        AnswerForm: WireAnswers(),
        WebhookAddresses: KnownAddresses(settings.calls_private_addresses),
    }
    steps = frozenset(step for kind in kinds.values() for step in kind.steps)

    async def forget() -> None:
        now = microseconds(clock.now())
        await forget_old_keys(database, now)
        await forget_what_is_over(database, now)
        await forget_old_tasks(database, now, timedelta(days=settings.task_results_days))
        await forget_old_deliveries(database, now)
        await forget_attachments(database, blobs, clock.now())
        await forget_strays(database, blobs, clock.now())
        await forget_task_files(database, blobs, clock.now())

    graph = _graph(tuple(given), steps)
    units = ContainerUnits(graph(given, Lock, Scope.APP))
    outbox, step_runner = SqlTaskOutbox(database, clock), StepRunner(units, kinds)
    step_runner = watched_steps(step_runner, observer)
    promptness = Promptness(units, step_runner, outbox, settings.tasks_at_once)
    telling = TellingIssuers(units, issuing.issuers, clock)
    prompt = PromptIssuers(promptness, telling)
    return Core(
        settings=settings,
        database=database,
        queue=queue,
        sealer=sealer,
        upkeep=Repeating(forget, _UPKEEP_SECONDS),
        worker=_worker(settings, outbox, step_runner, clock),
        promptness=promptness,
        units=units,
        usage=usage,
        runner=watched_runner(
            Runner(units, queue, usage, clock, ids, prompt, settings.key("fingerprints")), observer
        ),
        ids=ids,
        letters=LetterBox(database, vault, clock),
        storage=storage,
        gateway=gateway,
        issuing=issuing,
        telling=telling,
        prompt=prompt,
        observer=observer,
    )


def _ids(seed: str | None) -> Ids:
    return RandomIds() if seed is None else SeededIds(seed, RandomIds())


class Chosen(NamedTuple):
    """The model that answers, or none."""

    choice: Choice | None


@cache
def _graph(given: tuple[Any, ...], steps: frozenset[Any]) -> Container:
    """What is made of what is `given`. Working it out takes longer than all the rest, and a process
    may hold many cores: it is done once."""
    ports = Provider(scope=Scope.APP)
    for port in given:
        ports.from_context(provides=port)
    ports.provide(_analyst)
    use_cases = Provider(scope=Scope.REQUEST)
    use_cases.provide_all(*CATALOG, *SHARED, *steps)
    return make_container(ports, PersistenceProvider(), use_cases, start_scope=Scope.RUNTIME)


def _analyst(settings: Settings, model: Chosen) -> Analyst:
    # Its vocabulary is read when the first question comes. Raises `invalid_lexicon`.
    lexicon = Path(settings.lexicon_folder) if settings.lexicon_folder else None
    if model.choice is not None:
        from clara.adapters.analyst.llm.connect import analyst_with  # noqa: PLC0415

        return analyst_with(model.choice, lexicon)
    from clara.adapters.analyst.rules.analyst import RulesAnalyst  # noqa: PLC0415

    return RulesAnalyst(lexicon)


def _worker(settings: Settings, outbox: TaskOutbox, steps: StepRunner, clock: Clock) -> TaskWorker:
    return open_worker(
        sqlite_path(settings.database_url) or postgresql_url(settings.database_url),
        outbox,
        steps.next,
        clock,
        RandomIds(),
        TaskLimits(at_once=settings.tasks_at_once, per_line=settings.tasks_per_company),
    )


def _dependencies(
    settings: Settings, storage: CountingStorage, gateway: PaymentGateway
) -> Dependencies:
    found = CountingDependencies(DatabaseDependencies(settings.database_url), storage)
    return found if gateway.api is None else PaymentDependencies(found, gateway.api)


def _google(settings: Settings, clock: Clock) -> Google:
    if not settings.has_google:
        return GoogleNotConfigured()
    return OidcGoogle(
        issuer=settings.google_issuer,
        client_id=settings.google_client_id,
        client_secret=settings.google_client_secret,
        clock=clock,
    )


def _client_documents(settings: Settings, clock: Clock) -> ClientDocuments:
    return FetchedDocuments(clock) if settings.reads_client_documents else NoDocuments()


def _rates(settings: Settings) -> Rates:
    """Raises `invalid_settings`."""
    try:
        return read_rates(settings.credit_rates)
    except ValueError as error:
        raise Invalid(
            "invalid_settings",
            f"CLARA_CREDIT_RATES is wrong: {error}.",
            remedy="Write bands of dollars with credits per dollar, like 5-99:100,100-10000:110",
        ) from error
