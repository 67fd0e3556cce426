"""Where passwords are typed they are masked, and managers of passwords find and fill them."""

import re

from scripts.security import locks

TEMPLATES = locks.ROOT / "clara" / "adapters" / "web" / "console" / "templates"
FIELD = re.compile(r"""\{\{ field\("password".*?\}\}|<input[^>]*name="password"[^>]*>""", re.DOTALL)


def test_password_fields_are_masked_and_open_to_password_managers() -> None:
    fields = [one for file in TEMPLATES.rglob("*.html") for one in FIELD.findall(file.read_text())]
    assert len(fields) >= 3
    for one in fields:
        assert 'type="password"' in one
        assert re.search(r'autocomplete="(current|new)-password"', one)
        assert "onpaste" not in one
