"""Databases that are not ours: created for a fixture, looked at, dropped. SQLite first."""
