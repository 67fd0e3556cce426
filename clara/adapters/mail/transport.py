"""How a finished message leaves."""

from abc import ABC, abstractmethod
from email.message import EmailMessage


class NotDelivered(Exception):
    """The message did not leave. `permanent` when its recipient was refused for good, so that
    another attempt is pointless. The reason names no address: it goes into logs."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        self.reason = reason
        self.permanent = permanent
        super().__init__(reason)


class Transport(ABC):
    @abstractmethod
    async def send(self, message: EmailMessage) -> None:
        """Hand `message`, which has one recipient, to whoever delivers it; when this returns it is
        theirs. Raises `NotDelivered`. May be cancelled, and then may have delivered or not."""
