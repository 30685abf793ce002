"""Fixtures that all tests share."""

pytest_plugins = ["tests.database", "tests.rows"]
