"""One demo company for all tests of this folder: they only read it."""

from datetime import date

import pytest

from clara.application.demo.demo_company import DemoCompany, generate


@pytest.fixture(scope="session")
def demo() -> DemoCompany:
    """Seed 7, 24 months to 20 November 2025."""
    return generate(7, date(2025, 11, 20))
