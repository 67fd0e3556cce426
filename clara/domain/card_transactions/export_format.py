"""The kinds of files that card transactions leave as."""

from enum import StrEnum

from clara.domain.period import Period

_MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ExportFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self.value]

    def file_name(self, period: Period) -> str:
        """What the file of a period is called."""
        return f"card-transactions-{period.first}-{period.last}.{self.value}"
