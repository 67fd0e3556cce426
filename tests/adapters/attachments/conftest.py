import pytest

from clara.adapters.attachments.child_reader import ChildReader


@pytest.fixture
def reader() -> ChildReader:
    return ChildReader()
