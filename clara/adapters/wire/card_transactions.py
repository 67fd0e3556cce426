"""Card transactions, totals, coverage and summaries on the wire."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from msgspec import Meta, Struct, field

from clara.adapters.wire.described import (
    Amount,
    AmountMinor,
    Count,
    Currency,
    Instant,
    described,
)
from clara.adapters.wire.mcc_names import mcc_name
from clara.domain.card_transactions.card_transaction import (
    CardTransaction,
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category, label
from clara.domain.card_transactions.totals import (
    CardTransactionList,
    Coverage,
    ExclusionReason,
    Summary,
    SummaryGroup,
    SummaryKey,
    Sums,
    Totals,
)
from clara.domain.money import to_decimal
from clara.domain.period import Period


class CardOnTransactionView(Struct, frozen=True, gc=False):
    """The card a transaction was made with."""

    id: Annotated[str, described("The card.", "card_0123456789abcdef0123456789abcdef")]
    last_four: Annotated[str, described("Its last four digits.", "4471")]
    alias: Annotated[str | None, described("What the company calls it.", "Software")]


class OriginalAmountView(Struct, frozen=True, kw_only=True):
    """What the merchant charged in its own currency."""

    amount: Annotated[
        Decimal | None, Meta(description="In currency units.", extra_json_schema={"type": "number"})
    ]
    amount_minor: Annotated[int | None, described("In minor units.", 1999)]
    currency: Currency


class CardTransactionView(Struct, frozen=True, gc=False):
    """A purchase, refund, fee, credit or payment on a corporate card."""

    id: Annotated[str, described("The transaction.", "ctx_0123456789abcdef0123456789abcdef")]
    occurred_at: Instant
    date: Annotated[date, described("Its day in the company's time zone.", "2026-11-20")]
    amount: Amount
    amount_minor: AmountMinor
    currency: Currency
    type: Annotated[CardTransactionType, described("What it is.", "PURCHASE")]
    status: Annotated[CardTransactionStatus, described("How far it has come.", "POSTED")]
    merchant: Annotated[str, described("Merchant, normalised for grouping.", "Uber")]
    merchant_raw: Annotated[str, described("Merchant as the source writes it.", "UBER *TRIP")]
    category: Annotated[Category, described("Our group of merchant categories.", "TRANSPORTATION")]
    mcc: Annotated[int | None, described("Merchant category code, ISO 18245.", 4121)]
    card: CardOnTransactionView | None
    cardholder: Annotated[str | None, described("Who holds the card.", "Luis Pérez")]
    original: OriginalAmountView | None
    description: Annotated[str | None, described("Further text of the source.")]
    reference: Annotated[str | None, described("The source's own reference.")]

    @classmethod
    def of(cls, row: CardTransaction) -> "CardTransactionView":
        card = original = None
        if row.card is not None:
            card = CardOnTransactionView(row.card.id, row.card.last_four, row.card.alias)
        if row.original is not None:
            minor, currency = row.original.amount_minor, row.original.currency
            original = OriginalAmountView(
                amount=None if minor is None else to_decimal(minor, currency),
                amount_minor=minor,
                currency=currency,
            )
        return cls(
            row.id,
            row.occurred_at,
            row.day,
            to_decimal(row.amount_minor, row.currency),
            row.amount_minor,
            row.currency,
            row.type,
            row.status,
            row.merchant,
            row.merchant_raw,
            row.category,
            row.mcc,
            card,
            row.cardholder,
            original,
            row.description,
            row.reference,
        )


class CardTransactionDetailView(CardTransactionView, frozen=True, gc=False):
    """One card transaction, with names for what lists show as codes."""

    mcc_name: Annotated[
        str | None, described("What ISO 18245 calls the code.", "Taxi-cabs and limousines")
    ]
    category_label: Annotated[str, described("The category in English.", "Transportation")]

    @classmethod
    def of(cls, row: CardTransaction) -> "CardTransactionDetailView":
        shown = CardTransactionView.of(row)
        fields: dict[str, Any] = {n: getattr(shown, n) for n in shown.__struct_fields__}
        return cls(**fields, mcc_name=mcc_name(row.mcc), category_label=label(row.category, "en"))


class SumsView(Struct, frozen=True, kw_only=True):
    """Exact sums of one currency. Currencies are never added to one another."""

    currency: Currency
    count: Count
    purchases: Amount
    purchases_minor: AmountMinor
    refunds: Amount
    refunds_minor: AmountMinor
    fees: Amount
    fees_minor: AmountMinor
    net: Amount
    net_minor: AmountMinor

    @classmethod
    def of(cls, sums: Sums) -> "SumsView":
        def units(minor: int) -> Decimal:
            return to_decimal(minor, sums.currency)

        return cls(
            currency=sums.currency,
            count=sums.count,
            purchases=units(sums.purchases_minor),
            purchases_minor=sums.purchases_minor,
            refunds=units(sums.refunds_minor),
            refunds_minor=sums.refunds_minor,
            fees=units(sums.fees_minor),
            fees_minor=sums.fees_minor,
            net=units(sums.net_minor),
            net_minor=sums.net_minor,
        )


class TotalsView(Struct, frozen=True, kw_only=True):
    """Of the whole filter, not of this page."""

    count: Annotated[int, described("Rows the filter lists, summed or not.", 42, ge=0)]
    by_currency: tuple[SumsView, ...]

    @classmethod
    def of(cls, totals: Totals) -> "TotalsView":
        return cls(count=totals.count, by_currency=tuple(map(SumsView.of, totals.by_currency)))


class PeriodView(Struct, frozen=True, kw_only=True):
    """The days an answer is about, and the same range as instants, end excluded."""

    from_: Annotated[date, described("First day, included.", "2026-11-01")] = field(name="from")
    to: Annotated[date, described("Last day, included.", "2026-11-30")]
    start: Instant
    end: Instant
    time_zone: Annotated[str, described("Whose days these are.", "America/Mexico_City")]
    label: Annotated[str, described("The rule it came from.", "this_month")]

    @classmethod
    def of(cls, period: Period) -> "PeriodView":
        return cls(
            from_=period.first,
            to=period.last,
            start=period.start,
            end=period.end,
            time_zone=period.time_zone,
            label=period.label,
        )


class ExclusionView(Struct, frozen=True, kw_only=True):
    """Rows matched but not summed, and why."""

    reason: Annotated[ExclusionReason, described("Why.", "declined")]
    count: Count


class CoverageView(Struct, frozen=True, kw_only=True):
    """Proof of an answer: `matched` = `counted` + the excluded."""

    period: PeriodView
    matched: Count
    counted: Count
    excluded: tuple[ExclusionView, ...]
    data_as_of: Annotated[Instant | None, described("When data last arrived.")]
    complete: Annotated[bool, described("False when groups were summed as `others`.", True)]

    @classmethod
    def of(cls, coverage: Coverage) -> "CoverageView":
        return cls(
            period=PeriodView.of(coverage.period),
            matched=coverage.matched,
            counted=coverage.counted,
            excluded=tuple(
                ExclusionView(reason=one.reason, count=one.count) for one in coverage.excluded
            ),
            data_as_of=coverage.data_as_of,
            complete=coverage.complete,
        )


class CardTransactionListView(Struct, frozen=True, kw_only=True):
    """A page of card transactions."""

    items: tuple[CardTransactionView, ...]
    next_cursor: Annotated[
        str | None, described("Send it back for the next page; null at the end.")
    ]
    totals: TotalsView | None
    coverage: CoverageView | None

    @classmethod
    def of(cls, found: CardTransactionList) -> "CardTransactionListView":
        return cls(
            items=tuple(map(CardTransactionView.of, found.items)),
            next_cursor=found.next_cursor,
            totals=TotalsView.of(found.totals) if found.shows_totals else None,
            coverage=CoverageView.of(found.coverage) if found.shows_totals else None,
        )


class GroupSumsView(SumsView, frozen=True, kw_only=True):
    """A group's sums in one currency, and its share of that currency's purchases."""

    share: Annotated[
        float | None,
        described(
            "Share of all purchases in this currency, 0 to 1; null where there are none.", 0.25
        ),
    ]


class SummaryGroupView(Struct, frozen=True, kw_only=True):
    """One group."""

    key: Annotated[str, described("Stable key: a category, id, month, day or currency.", "TRAVEL")]
    label: Annotated[str, described("What to call it.", "Travel")]
    count: Count
    by_currency: tuple[GroupSumsView, ...]


class SummaryView(Struct, frozen=True, kw_only=True):
    """Groups in order of size; groups and `others` add up to `totals`."""

    group_by: Annotated[SummaryKey, described("What the groups are.", "category")]
    groups: tuple[SummaryGroupView, ...]
    others: SummaryGroupView | None
    totals: TotalsView
    coverage: CoverageView

    @classmethod
    def of(cls, summary: Summary) -> "SummaryView":
        spent = {sums.currency: sums.purchases_minor for sums in summary.totals.by_currency}

        def view(group: SummaryGroup) -> SummaryGroupView:
            return SummaryGroupView(
                key=group.key,
                label=group.label,
                count=group.count,
                by_currency=tuple(_with_share(sums, spent) for sums in group.by_currency),
            )

        return cls(
            group_by=summary.group_by,
            groups=tuple(map(view, summary.groups)),
            others=view(summary.others) if summary.others else None,
            totals=TotalsView.of(summary.totals),
            coverage=CoverageView.of(summary.coverage),
        )


def _with_share(sums: Sums, spent: dict[str, int]) -> GroupSumsView:
    whole = spent.get(sums.currency, 0)
    share = round(sums.purchases_minor / whole, 6) if whole else None
    view = SumsView.of(sums)
    return GroupSumsView(**{f: getattr(view, f) for f in view.__struct_fields__}, share=share)
