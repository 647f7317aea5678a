"""Labelled texts, identifiers and columns, and what a detector does with them."""
