"""Files as people attach them, made here. All companies in them are invented."""

import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import xlsxwriter

HEADER = ("Fecha", "Comercio", "Cargo")
ROWS = (("2026-11-03", "OXXO CENTRO 12", 120.5), ("2026-11-04", "UBER *TRIP", 99))


def csv_file(path: Path, rows: Sequence[Sequence[object]] = ROWS, mark: str = ",") -> Path:
    lines = [mark.join(map(str, row)) for row in (HEADER, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def xlsx_file(path: Path, rows: Sequence[Sequence[object]] = ROWS) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate((HEADER, *rows)):
            sheet.write_row(place, 0, row)
    return path


def ods_file(path: Path, rows: Sequence[Sequence[object]] = ROWS, after: str = "") -> Path:
    """`after` is XML behind the rows, within the table."""
    body = "".join(
        f"<table:table-row>{_ods_cells(row)}</table:table-row>" for row in (HEADER, *rows)
    )
    content = (
        '<?xml version="1.0"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Hoja1">{body}{after}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def _ods_cells(row: Sequence[object]) -> str:
    return "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
        if isinstance(cell, float | int)
        else '<table:table-cell office:value-type="string"><text:p>'
        f"{cell}</text:p></table:table-cell>"
        for cell in row
    )


OFX_1 = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
CHARSET:1252

<OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>BRL
<BANKTRANLIST><DTSTART>20261101<DTEND>20261130
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20261103235959[-3:BRT]<TRNAMT>-45.90<FITID>1<MEMO>PADARIA S\xc3O JOS\xc9
</STMTTRN>
<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20261104<TRNAMT>10,00<FITID>2<NAME>ESTORNO UBER</STMTTRN>
<STMTTRN><TRNTYPE>DEBIT<DTPOSTED>nodate<TRNAMT>-1.00<FITID>3</STMTTRN>
</BANKTRANLIST></CCSTMTRS></CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>
"""
OFX_2 = """<?xml version="1.0" encoding="UTF-8"?>
<?OFX OFXHEADER="200" VERSION="220"?>
<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>MXN</CURDEF><BANKTRANLIST>
<STMTTRN><TRNTYPE>DEBIT</TRNTYPE><DTPOSTED>20261103120000</DTPOSTED><TRNAMT>-120.50</TRNAMT>
<FITID>1</FITID><NAME>CAFE &amp; PAN</NAME><MEMO>CAFE &amp; PAN DEL CENTRO</MEMO></STMTTRN>
</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>
"""

CFDI = """<?xml version="1.0" encoding="UTF-8"?>
<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0" Serie="F" Folio="4471"
 Fecha="2026-11-03T14:22:10" Moneda="{currency}" Total="{total}" SubTotal="1000.00"
 TipoDeComprobante="{kind}" Exportacion="01" LugarExpedicion="06000" Sello="" Certificado="">
<cfdi:Emisor Rfc="GODE561231GR8" Nombre="ESCUELA DE PRUEBA" RegimenFiscal="601"/>
<cfdi:Receptor Rfc="XAXX010101000" Nombre="PUBLICO EN GENERAL"/>
<cfdi:Complemento><tfd:TimbreFiscalDigital
 xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" UUID="5FB2822E-396D-4725-8521-CDC4BDD20CCF"/>
</cfdi:Complemento></cfdi:Comprobante>
"""


def cfdi(total: str = "1160.00", kind: str = "I", currency: str = "MXN") -> str:
    return CFDI.format(total=total, kind=kind, currency=currency)


_UBL = """<?xml version="1.0" encoding="UTF-8"?>
<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:UBLVersionID>UBL 2.1</cbc:UBLVersionID><cbc:ID>SETP990000001</cbc:ID>
<cbc:IssueDate>2026-11-03</cbc:IssueDate>
<cac:AccountingSupplierParty><cac:Party><cac:PartyTaxScheme>
<cbc:RegistrationName>TIENDA DE PRUEBA S.A.S.</cbc:RegistrationName>
<cbc:CompanyID schemeID="1" schemeName="31">800191045</cbc:CompanyID>
</cac:PartyTaxScheme></cac:Party></cac:AccountingSupplierParty>
<cac:LegalMonetaryTotal><cbc:PayableAmount currencyID="COP">119000.00</cbc:PayableAmount>
</cac:LegalMonetaryTotal></{root}>
"""


def ubl(root: str = "Invoice") -> str:
    return _UBL.format(root=root)


def attached_document(content: str) -> str:
    """The envelope in which the DIAN's invoices travel."""
    return (
        '<AttachedDocument xmlns="urn:oasis:names:specification:ubl:schema:xsd:AttachedDocument-2"'
        ' xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
        ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">'
        "<cac:Attachment><cac:ExternalReference><cbc:Description>"
        f"<![CDATA[{content}]]></cbc:Description></cac:ExternalReference></cac:Attachment>"
        "</AttachedDocument>"
    )


ABRASF = """<CompNfse xmlns="http://www.abrasf.org.br/nfse.xsd"><Nfse versao="2.03"><InfNfse>
<Numero>2026000123</Numero><DataEmissao>2026-11-03T10:00:00</DataEmissao>
<ValoresNfse><ValorLiquidoNfse>950.00</ValorLiquidoNfse></ValoresNfse>
<PrestadorServico><RazaoSocial>SERVICOS DE PROVA LTDA</RazaoSocial></PrestadorServico>
<DeclaracaoPrestacaoServico><InfDeclaracaoPrestacaoServico><Prestador><CpfCnpj>
<Cnpj>16727230000197</Cnpj></CpfCnpj></Prestador></InfDeclaracaoPrestacaoServico>
</DeclaracaoPrestacaoServico></InfNfse></Nfse></CompNfse>
"""

RECEIPT = (
    "RESTAURANTE LA PRUEBA SA DE CV",
    "RFC: GODE561231GR8",
    "Ticket 4471",
    "Fecha: 03/11/2026 14:22",
    "Subtotal $ 1,000.00",
    "IVA $ 160.00",
    "TOTAL $ 1,160.00",
)


def pdf_file(path: Path, *pages: Sequence[str]) -> Path:
    """Pages of lines, as a printer of receipts writes them."""
    path.write_bytes(pdf_of([_page(lines) for lines in pages]))
    return path


def _page(lines: Sequence[str]) -> bytes:
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    return f"BT /F1 12 Tf 14 TL 40 800 Td {shown} ET".encode("latin-1")


def pdf_of(streams: Sequence[bytes], extra: bytes = b"") -> bytes:
    """A PDF with a page for each content stream; `extra` goes into the streams' dictionaries."""
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
    ]
    for number, stream in enumerate(streams):
        font = "<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources {font}"
            f" /Contents {4 + 2 * number} 0 R >>".encode()
        )
        head = b"<< /Length %d %s >>\nstream\n" % (len(stream), extra)
        objects.append(head + stream + b"\nendstream")
    return _written(objects)


def _written(objects: Sequence[bytes]) -> bytes:
    file = BytesIO()
    file.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % place for place in places)
    file.write(b"trailer\n<< /Size %d /Root 1 0 R >>\n" % (len(objects) + 1))
    file.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return file.getvalue()
