"""What exporting to a file needs."""

from abc import abstractmethod
from pathlib import Path
from typing import Protocol

from clara.application.card_transactions.ports import Exported
from clara.domain.card_transactions.export_format import ExportFormat


class ExportFiles(Protocol):
    """Card transactions written out."""

    @abstractmethod
    async def write(self, exported: Exported, format: ExportFormat, path: Path) -> None:
        """All of it to a new file, a batch at a time. Raises `export_too_large` where the format
        can't hold the rows."""
