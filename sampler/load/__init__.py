"""Fixtures for developers: a sanitized sample as files or as a local database."""
