"""Surrogates for whole columns at once: the bytes that one value at a time would give."""
