"""What a statement's own type, status and wording say about a row."""

import re
from enum import Enum, auto
from functools import lru_cache

from clara.domain.card_transactions.card_transaction import CardTransactionStatus
from clara.domain.text import fold


class RowType(Enum):
    """CREDIT is a bare "credit" or "C": money back, of a kind the statement does not tell."""

    PURCHASE = auto()
    REFUND = auto()
    FEE = auto()
    PAYMENT = auto()
    CREDIT = auto()


_TYPES = (
    (RowType.PURCHASE, r"^(?:d|db|dr)$|^pos$"),
    (RowType.CREDIT, r"^(?:c|cr)$"),
    (
        RowType.REFUND,
        (
            r"refund|return|reversal|reversed|chargeback|devoluc\w+|reembolso|reverso|reversion"
            r"|estorno\w*|anulacion|cancelamento|bonificacion"
        ),
    ),
    (
        RowType.FEE,
        (
            r"fees?|comision\w*|tarifas?|cuota anual|anualidad|anuidade|iof|interest|interes\w*"
            r"|juros|encargos?|multa|mora|annual charge"
        ),
    ),
    # "Card payment" is how British banks say purchase.
    (
        RowType.PURCHASE,
        (
            r"(?:card|contactless|pos|online) payment"
            r"|(?:pago|pagamento) (?:con|com|no|de servicios?)|pago en comercio"
        ),
    ),
    (RowType.PAYMENT, r"(?:re)?payments?|pagos?|pagamentos?|autopay"),
    (
        RowType.PURCHASE,
        (
            r"sales?|purchases?|compras?|consumos?|debits?|debitos?|cargos?|charge|spend"
            r"|cash advance|saques?|retiros?|withdrawal|ventas?|vendas?"
        ),
    ),
    (RowType.CREDIT, r"credits?|creditos?|abonos?"),
)
_PATTERNS = [(kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _TYPES]

_PAYMENT_WORDING = re.compile(
    r"(?:(?:su|gracias por su) pago|pago (?:recibido|gracias|en linea gracias|de tarjeta"
    r"|interbancario)|pagamento (?:recebido|efetuado|de fatura|da fatura|on line)"
    r"|payment (?:received|thank you)|thank you for your payment|autopay payment)\b"
)

_STATUSES = (
    (
        CardTransactionStatus.DECLINED,
        (
            r"declined|denied|rejected|failed|rechazad[oa]|declinad[oa]|denegad[oa]|negad[oa]"
            r"|recusad[oa]"
        ),
    ),
    (
        CardTransactionStatus.REVERSED,
        (
            r"reversed|voided|cancell?ed|reversad[oa]|revertid[oa]|anulad[oa]|cancelad[oa]"
            r"|estornad[oa]"
        ),
    ),
    (
        CardTransactionStatus.AUTHORIZED,
        r"pending|authori[sz]ed|pendientes?|pendentes?|en proceso|em processamento|retenid[oa]",
    ),
)
_STATUS_PATTERNS = [(status, re.compile(rf"\b(?:{words})\b")) for status, words in _STATUSES]


@lru_cache(maxsize=1_024)
def row_type_of(text: str) -> RowType | None:
    """The kind that a type column's text names; the first above that fits."""
    words = fold(text[:80])
    return next((kind for kind, pattern in _PATTERNS if pattern.search(words)), None)


@lru_cache(maxsize=1_024)
def status_of(text: str) -> CardTransactionStatus:
    """The status that a status column's text names; POSTED for anything unknown."""
    words = fold(text[:80])
    found = (status for status, pattern in _STATUS_PATTERNS if pattern.search(words))
    return next(found, CardTransactionStatus.POSTED)


def is_payment_wording(merchant: str) -> bool:
    """Whether a merchant is a bank's own line for the bill having been paid ("SU PAGO GRACIAS").

    Only at the beginning: "faster payment received" is money from somebody else.
    """
    return _PAYMENT_WORDING.match(fold(merchant)) is not None
