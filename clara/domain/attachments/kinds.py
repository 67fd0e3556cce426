"""What kinds of files can be attached, and what their names end in."""

from enum import StrEnum


class AttachmentKind(StrEnum):
    """Told by content, never by the file's name."""

    TEXT_TABLE = "text_table"
    """CSV or TSV."""
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    OFX = "ofx"
    CFDI = "cfdi"
    """Mexico's electronic invoice, version 4.0 (SAT, Anexo 20)."""
    NFE = "nfe"
    """Brazil's invoices of goods, NF-e and NFC-e."""
    CTE = "cte"
    """Brazil's invoice of freight."""
    NFSE = "nfse"
    """Brazil's invoice of services, in the national layout or ABRASF's."""
    UBL = "ubl"
    """UBL 2.1 as Colombia's DIAN uses it, also inside its AttachedDocument."""
    PDF = "pdf"
    IMAGE = "image"


class AttachmentCategory(StrEnum):
    SPREADSHEETS = "spreadsheets"
    BANK_STATEMENTS = "bank_statements"
    ELECTRONIC_INVOICES = "electronic_invoices"
    DOCUMENTS = "documents"
    IMAGES = "images"


CATEGORIES: dict[AttachmentCategory, frozenset[AttachmentKind]] = {
    AttachmentCategory.SPREADSHEETS: frozenset(
        {AttachmentKind.TEXT_TABLE, AttachmentKind.XLSX, AttachmentKind.XLS, AttachmentKind.ODS}
    ),
    AttachmentCategory.BANK_STATEMENTS: frozenset({AttachmentKind.OFX}),
    AttachmentCategory.ELECTRONIC_INVOICES: frozenset(
        {
            AttachmentKind.CFDI,
            AttachmentKind.NFE,
            AttachmentKind.CTE,
            AttachmentKind.NFSE,
            AttachmentKind.UBL,
        }
    ),
    AttachmentCategory.DOCUMENTS: frozenset({AttachmentKind.PDF}),
    AttachmentCategory.IMAGES: frozenset({AttachmentKind.IMAGE}),
}

EXTENSIONS: dict[AttachmentKind, tuple[str, ...]] = {
    AttachmentKind.TEXT_TABLE: (".csv", ".tsv"),
    AttachmentKind.XLSX: (".xlsx", ".xlsm"),
    AttachmentKind.XLS: (".xls",),
    AttachmentKind.ODS: (".ods",),
    AttachmentKind.OFX: (".ofx", ".qfx"),
    AttachmentKind.CFDI: (".xml",),
    AttachmentKind.NFE: (".xml",),
    AttachmentKind.CTE: (".xml",),
    AttachmentKind.NFSE: (".xml",),
    AttachmentKind.UBL: (".xml",),
    AttachmentKind.PDF: (".pdf",),
    AttachmentKind.IMAGE: (".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff"),
}
"""A help for file pickers."""


def extensions_of(
    category: AttachmentCategory, readable: frozenset[AttachmentKind]
) -> tuple[str, ...]:
    """What file names of a category may end in, as far as its kinds are `readable`."""
    kinds = CATEGORIES[category] & readable
    return tuple(sorted({end for kind in kinds for end in EXTENSIONS[kind]}))
