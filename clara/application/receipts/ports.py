from abc import abstractmethod
from typing import Protocol

from clara.domain.receipts.receipt import Receipt


class Receipts(Protocol):
    """Receipts of companies, within the operation's transaction."""

    @abstractmethod
    async def hold(self, company_id: str) -> None:
        """Until the end of the transaction nobody else changes the company's receipts."""

    @abstractmethod
    async def add(self, receipt: Receipt) -> None: ...

    @abstractmethod
    async def of_transaction(self, company_id: str, transaction_id: str) -> tuple[Receipt, ...]:
        """In the order in which they were submitted."""

    @abstractmethod
    async def find(self, company_id: str, receipt_id: str) -> Receipt | None: ...

    @abstractmethod
    async def remove(self, receipt: Receipt) -> None: ...

    @abstractmethod
    async def is_kept(self, company_id: str, digest: str) -> bool:
        """Whether any receipt of the company has this content."""
