"""The `Statements` port over files on this machine."""

from pathlib import Path

from clara.adapters.statements.statement import open_statement
from clara.application.card_transactions.import_ports import OpenStatement, Statements


class FileStatements(Statements):
    def open(self, path: Path) -> OpenStatement:
        return open_statement(path)
