"""Electronic invoices: CFDI of Mexico, NF-e, NFC-e, CT-e and NFS-e of Brazil, UBL of Colombia.

Only what a receipt is matched by is read: issuer, tax id, number, date and total. Signatures are
not checked: that is between issuer, receiver and the tax office.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from xml.etree.ElementTree import Element

from clara.adapters.attachments.limits import too_large, unsupported
from clara.adapters.attachments.result import Result
from clara.adapters.attachments.xml_tree import document, find, local_name, parse, parse_text, text
from clara.domain.attachments.contents import MAX_DOCUMENTS, Document, Remark, RemarkCode
from clara.domain.attachments.kinds import AttachmentKind

_CFDI = "{http://www.sat.gob.mx/cfd/4}Comprobante"
_NFE = "{http://www.portalfiscal.inf.br/nfe}"
_CTE = "{http://www.portalfiscal.inf.br/cte}"
_NFSE = "{http://www.sped.fazenda.gov.br/nfse}"
_UBL = "{urn:oasis:names:specification:ubl:schema:xsd:"
_CREDIT = -1
_UBL_DOCUMENTS = {
    f"{_UBL}Invoice-2}}Invoice": 1,
    f"{_UBL}DebitNote-2}}DebitNote": 1,
    f"{_UBL}CreditNote-2}}CreditNote": _CREDIT,
}
_CONTAINER = f"{_UBL}AttachedDocument-2}}AttachedDocument"


def read_invoices(path: Path) -> Result:
    """Every invoice in the file. Raises `attachment_unreadable`, `attachment_unsupported` for other
    XML, and `attachment_too_large` past 500 of them."""
    root = parse(path)
    for kind, find_in, read in _READERS:
        found = list(find_in(root))
        if len(found) > MAX_DOCUMENTS:
            raise too_large(f"The file has more than {MAX_DOCUMENTS} invoices.")
        if found:
            documents = tuple(map(read, found))
            return Result(kind, documents=documents, remarks=_remarks(documents))
    raise unsupported("This XML is none of the invoices that are known here.")


def _remarks(documents: Iterable[Document]) -> tuple[Remark, ...]:
    without = sum(one.total_minor is None for one in documents)
    return (Remark(code=RemarkCode.NO_TOTAL, count=without),) if without else ()


def _named(*tags: str) -> Callable[[Element], Iterable[Element]]:
    return lambda root: [one for tag in tags for one in root.iter(tag)]


def _cfdi(invoice: Element) -> Document:
    """CFDI 4.0 (SAT, Anexo 20): type E is a credit note; P, a receipt of payment, totals zero in
    XXX, which is no currency."""
    issuer = find(invoice, "Emisor")
    stamp = find(invoice, "Complemento/TimbreFiscalDigital")
    serial = invoice.get("Serie", "") + invoice.get("Folio", "")
    return document(
        issuer=issuer.get("Nombre", "") if issuer is not None else "",
        tax_id=issuer.get("Rfc", "") if issuer is not None else "",
        number=serial or (stamp.get("UUID", "") if stamp is not None else ""),
        day=invoice.get("Fecha", ""),
        total=invoice.get("Total", ""),
        currency=invoice.get("Moneda", ""),
        sign=_CREDIT if invoice.get("TipoDeComprobante") == "E" else 1,
    )


def _nfe(invoice: Element) -> Document:
    """NF-e (model 55) and NFC-e (65), layout 4.00."""
    return document(
        issuer=text(invoice, "emit/xFant", "emit/xNome"),
        tax_id=text(invoice, "emit/CNPJ", "emit/CPF"),
        number=text(invoice, "ide/nNF"),
        day=text(invoice, "ide/dhEmi", "ide/dEmi"),
        total=text(invoice, "total/ICMSTot/vNF"),
        currency="BRL",
    )


def _cte(invoice: Element) -> Document:
    """CT-e, layout 4.00."""
    return document(
        issuer=text(invoice, "emit/xFant", "emit/xNome"),
        tax_id=text(invoice, "emit/CNPJ", "emit/CPF"),
        number=text(invoice, "ide/nCT"),
        day=text(invoice, "ide/dhEmi"),
        total=text(invoice, "vPrest/vTPrest"),
        currency="BRL",
    )


def _nfse(invoice: Element) -> Document:
    """The national NFS-e, layout 1.00 and 1.01. What the customer pays is the net value."""
    return document(
        issuer=text(invoice, "emit/xFant", "emit/xNome"),
        tax_id=text(invoice, "emit/CNPJ", "emit/CPF"),
        number=text(invoice, "nNFSe"),
        day=text(invoice, "DPS/infDPS/dhEmi", "dhProc"),
        total=text(invoice, "valores/vLiq", "DPS/infDPS/valores/vServPrest/vServ"),
        currency="BRL",
    )


_PROVIDER = (
    "PrestadorServico",
    "DeclaracaoPrestacaoServico/InfDeclaracaoPrestacaoServico/Prestador",
)
_INSIDE = "DeclaracaoPrestacaoServico/InfDeclaracaoPrestacaoServico/Servico/Valores"


def _abrasf(invoice: Element) -> Document:
    """The municipalities' NFS-e in ABRASF's layouts 1.00 and 2.0x."""
    ids = ("IdentificacaoPrestador/CpfCnpj/Cnpj", "IdentificacaoPrestador/Cnpj", "CpfCnpj/Cnpj")
    return document(
        issuer=text(invoice, *(f"{one}/{name}" for one in _PROVIDER for name in _NAMES)),
        tax_id=text(invoice, *(f"{one}/{id}" for one in _PROVIDER for id in ids)),
        number=text(invoice, "Numero"),
        day=text(invoice, "DataEmissao"),
        total=text(
            invoice,
            "ValoresNfse/ValorLiquidoNfse",
            "Servico/Valores/ValorLiquidoNfse",
            "Servico/Valores/ValorServicos",
            f"{_INSIDE}/ValorServicos",
        ),
        currency="BRL",
    )


_NAMES = ("NomeFantasia", "RazaoSocial")


def _ubl_in(root: Element) -> list[Element]:
    """UBL documents; also the one that an AttachedDocument quotes as text."""
    if root.tag == _CONTAINER:
        quoted = text(root, "Attachment/ExternalReference/Description")
        root = parse_text(quoted) if quoted.startswith("<") else root
    return [root] if root.tag in _UBL_DOCUMENTS else []


def _ubl(invoice: Element) -> Document:
    """UBL 2.1 in the DIAN's profile (Anexo técnico 1.9): the check digit of the NIT is apart."""
    party = find(invoice, "AccountingSupplierParty/Party")
    party = party if party is not None else invoice
    id = find(party, "PartyTaxScheme/CompanyID")
    digit = id.get("schemeID", "") if id is not None else ""
    totals = ("LegalMonetaryTotal/PayableAmount", "RequestedMonetaryTotal/PayableAmount")
    payable = next((one for path in totals if (one := find(invoice, path)) is not None), None)
    return document(
        issuer=text(party, "PartyName/Name", "PartyTaxScheme/RegistrationName"),
        tax_id=text(party, "PartyTaxScheme/CompanyID") + (digit if digit.isdigit() else ""),
        number=text(invoice, "ID"),
        day=text(invoice, "IssueDate"),
        total=(payable.text or "").strip() if payable is not None else "",
        currency=payable.get("currencyID", "") if payable is not None else "",
        sign=_UBL_DOCUMENTS[invoice.tag],
    )


def _abrasf_in(root: Element) -> list[Element]:
    """Every municipality has a namespace of its own, or none."""
    return [one for one in root.iter() if local_name(one) == "InfNfse"]


_Reader = tuple[
    AttachmentKind, Callable[[Element], Iterable[Element]], Callable[[Element], Document]
]
_READERS: tuple[_Reader, ...] = (
    (AttachmentKind.CFDI, _named(_CFDI), _cfdi),
    (AttachmentKind.NFE, _named(f"{_NFE}infNFe"), _nfe),
    (AttachmentKind.CTE, _named(f"{_CTE}infCte"), _cte),
    (AttachmentKind.NFSE, _named(f"{_NFSE}infNFSe"), _nfse),
    (AttachmentKind.NFSE, _abrasf_in, _abrasf),
    (AttachmentKind.UBL, _ubl_in, _ubl),
)
