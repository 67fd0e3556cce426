"""The `ExportFiles` port."""

import asyncio
from pathlib import Path

from clara.adapters.exports.text import csv_lines, json_lines
from clara.adapters.exports.workbook import write_workbook
from clara.application.card_transactions.export_ports import ExportFiles
from clara.application.card_transactions.ports import Exported
from clara.domain.card_transactions.export_format import ExportFormat


class WrittenExports(ExportFiles):
    async def write(self, exported: Exported, format: ExportFormat, path: Path) -> None:
        if format is ExportFormat.XLSX:
            await write_workbook(exported, path)
            return
        lines = csv_lines if format is ExportFormat.CSV else json_lines
        with path.open("wb") as file:
            async for piece in lines(exported):
                await asyncio.to_thread(file.write, piece)
