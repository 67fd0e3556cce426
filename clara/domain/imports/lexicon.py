"""What banks and card issuers call their columns, in English, Spanish and Portuguese.

Words are folded (no accents, lower case). The order within a field is its preference: of two
columns that fit equally well, the earlier phrase wins.
"""

import re
from functools import lru_cache

from clara.domain.imports.field import Field
from clara.domain.text import fold

HEADER_WORDS: dict[Field, tuple[str, ...]] = {
    field: tuple(phrase.strip() for phrase in phrases.split(";"))
    for field, phrases in {
        Field.DATE: (
            "transaction date; trans date; tran date; trx date; purchase date; date of "
            "transaction; fecha de transaccion; fecha transaccion; fecha de operacion; fecha "
            "operacion; fecha de compra; fecha compra; fecha de consumo; fecha consumo; fecha del "
            "movimiento; fecha de movimiento; fecha movimiento; data da transacao; data "
            "transacao; data de compra; data da compra; data compra; data da operacao; data do "
            "movimento; data movimento; date; fecha; data; dia; day; dt; when; timestamp; "
            "created; occurred at"
        ),
        Field.TIME: ("transaction time; time; hora; hora de operacion; hora da transacao; horario"),
        Field.POSTED_DATE: (
            "posted date; posting date; post date; date posted; settlement date; clearing date; "
            "process date; value date; fecha de posteo; fecha posteo; fecha de cargo; fecha "
            "cargo; fecha valor; fecha de aplicacion; fecha aplicacion; fecha de proceso; fecha "
            "proceso; fecha contable; fecha de liquidacion; data de lancamento; data lancamento; "
            "data do lancamento; data de processamento; data contabil; data valor; data de "
            "liquidacao"
        ),
        Field.AMOUNT: (
            "billing amount; billed amount; amount billed; settlement amount; posted amount; "
            "transaction amount; trans amount; gross amount; gross amt; amount; amt; importe; "
            "monto; valor; valor da transacao; valor da compra; valor de la transaccion; quantia; "
            "montante; value; spend; total amount; importe total; valor total; monto total; "
            "total; net amount; precio; preco; valor transacao; valor transaccion; importe "
            "transaccion"
        ),
        Field.DEBIT: (
            "debit; debits; debit amount; cargo; cargos; importe cargo; debito; debitos; valor "
            "debito; withdrawal; withdrawals; money out; paid out; retiro; retiros; egreso; "
            "egresos; saida; saidas; consumo; consumos; charge; charges"
        ),
        Field.CREDIT: (
            "credit; credits; credit amount; abono; abonos; importe abono; credito; creditos; "
            "valor credito; deposit; deposits; money in; paid in; deposito; depositos; ingreso; "
            "ingresos; entrada; entradas; pagos y abonos"
        ),
        Field.CURRENCY: (
            "billing currency; account currency; settlement currency; transaction currency; "
            "currency code; currency; moneda de facturacion; moneda; divisa; codigo de moneda; "
            "moeda; moeda da fatura; ccy; cur"
        ),
        Field.ORIGINAL_AMOUNT: (
            "original amount; original gross amt; original gross amount; original amt; original "
            "value; foreign amount; local amount; amount in local currency; merchant amount; "
            "foreign currency amount; importe original; monto original; importe origen; monto "
            "origen; importe en moneda original; monto moneda origen; importe moneda extranjera; "
            "importe divisa; valor original; valor na moeda original; valor moeda origem; valor "
            "moeda estrangeira; valor origem"
        ),
        Field.ORIGINAL_CURRENCY: (
            "original currency; foreign currency; local currency; merchant currency; original "
            "currency code; orig currency; moneda original; moneda origen; moneda de origen; "
            "moneda extranjera; divisa original; divisa origen; moeda original; moeda origem; "
            "moeda de origem; moeda estrangeira"
        ),
        Field.MERCHANT: (
            "merchant name; merchant; payee; payee name; supplier name; supplier; vendor name; "
            "vendor; doing business as; nombre del comercio; nombre comercio; comercio; nombre "
            "del establecimiento; establecimiento; beneficiario; nombre del beneficiario; "
            "proveedor; nombre del proveedor; tienda; nome do estabelecimento; estabelecimento; "
            "favorecido; nome favorecido; nome do favorecido; beneficiario final; fornecedor; "
            "nome do fornecedor; lojista; loja; comerciante; nombre del comerciante; nome do "
            "comerciante; counterparty; contraparte; razon social; razao social; shop; store; "
            "paid to; retailer; seller"
        ),
        Field.DESCRIPTION: (
            "transaction description; description; desc; descripcion; descripcion de la "
            "transaccion; descricao; descricao da transacao; concepto; detalle; detalles; "
            "detalhe; detalhes; details; historico; lancamento; narrative; memo; note; notes; "
            "notas; nota; observacion; observaciones; observacao; observacoes; title; titulo; "
            "movimiento; movimento; glosa; purpose; leyenda; particulars"
        ),
        Field.CARD: (
            "card number; masked card number; card masked; masked card; card no; card last four; "
            "card last 4; last four digits; last four; last 4; last4; card ending; card; pan; "
            "numero de tarjeta; no de tarjeta; nro tarjeta; num tarjeta; tarjeta; tarjeta de "
            "credito; tarjeta terminacion; terminacion; ultimos 4 digitos; ultimos 4; ultimos "
            "cuatro digitos; plastico; numero do cartao; num cartao; final do cartao; final "
            "cartao; cartao; cartao de credito; ultimos quatro digitos; 4 ultimos digitos; credit "
            "card; account number"
        ),
        Field.CARDHOLDER: (
            "cardholder name; cardholder; card holder; card holder name; card member; cardmember; "
            "name on card; holder; holder name; employee; employee name; card user; user name; "
            "user; tarjetahabiente; nombre del tarjetahabiente; titular; nombre del titular; "
            "titular de la tarjeta; nombre en la tarjeta; nombre titular; portador; nome "
            "portador; nome do portador; portador do cartao; nome no cartao; titular do cartao; "
            "nome do titular; usuario; empleado; colaborador; funcionario; purchaser; staff name; "
            "name; nome; nombre"
        ),
        Field.CATEGORY: (
            "category; merchant category; spend category; expense category; category name; "
            "categoria; categoria del comercio; categoria do estabelecimento; rubro; giro; ramo; "
            "ramo de atividade; ramo de atividad; segmento; account desc; account description; "
            "expense type; mcc description; mcc desc; merchant category description; trans cac "
            "desc 1; tipo de gasto; clasificacion; classificacao"
        ),
        Field.MCC: (
            "mcc; mcc code; merchant category code; codigo mcc; codigo de categoria; codigo "
            "categoria comercio; category code; sic; sic code"
        ),
        Field.REFERENCE: (
            "reference; transaction reference; reference number; ref; ref no; transaction id; "
            "trans id; authorization code; auth code; arn; referencia; numero de referencia; no "
            "de referencia; folio; autorizacion; codigo de autorizacion; no de autorizacion; "
            "codigo de autorizacao; autorizacao; documento; numero do documento; nsu; "
            "identificador; comprobante; id; id de transaccion; id da transacao; receipt number"
        ),
        Field.TYPE: (
            "transaction type; trans type; type; debit credit; debit or credit; debit credit "
            "indicator; dr cr; d c; dc; tipo de transaccion; tipo transaccion; tipo de "
            "movimiento; tipo movimiento; tipo de operacion; tipo; tipo de transacao; tipo "
            "transacao; tipo de lancamento; tipo da transacao; debito credito; cargo abono; "
            "natureza; naturaleza; signo; transacao; transaccion"
        ),
        Field.STATUS: (
            "status; transaction status; state; estado; estatus; estado de la transaccion; "
            "situacao; situacion; status da transacao"
        ),
    }.items()
}

_OTHERS = (
    "city ciudad cidade country pais zip postcode state tax vat iva icms iof igv saldo "
    "balance rate cotacao cambio parcela parcelas installment installments cuota cuotas limit "
    "limite address direccion endereco discount desconto descuento points puntos pontos"
)
OTHER_MATTERS = frozenset(_OTHERS.split())
"""A header with one of these is about something else ("merchant city"), unless it is a phrase of
its own above."""

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EXACT, _PART = 100, 40
_PHRASES = [
    (phrase, field, rank)
    for field, phrases in HEADER_WORDS.items()
    for rank, phrase in enumerate(phrases)
]


def header_words(header: str) -> str:
    """`header` folded, with "MerchantName" read as two words."""
    return fold(_CAMEL.sub(" ", header[:120]))


@lru_cache(maxsize=4_096)
def fields_of(header: str) -> dict[Field, float]:
    """How well `header` fits each field it fits at all: 100 for a phrase itself, less for a part.

    A longer phrase within a header counts for more: "nome no cartao" is a holder, not a card.
    """
    words = header_words(header)
    scores: dict[Field, float] = {}
    about_other = not OTHER_MATTERS.isdisjoint(words.split())
    padded = f" {words} "
    for phrase, field, rank in _PHRASES:
        if phrase == words:
            score = _EXACT - rank / 100
        elif not about_other and f" {phrase} " in padded:
            score = _PART + 10 * phrase.count(" ") - rank / 100
        else:
            continue
        scores[field] = max(score, scores.get(field, 0.0))
    return scores


def is_about_other(header: str) -> bool:
    """Whether `header` names something Clara does not keep: a balance, a tax, a city."""
    return not fields_of(header) and not OTHER_MATTERS.isdisjoint(header_words(header).split())
