"""Encrypted objects, data keys and key stores. The layout is published in docs/formats.md."""
