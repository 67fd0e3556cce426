"""The version of the service, kept in step with `pyproject.toml` by a test."""

VERSION = "0.1.0"
