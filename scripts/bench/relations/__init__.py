"""A seeded sample of twenty tables about the same people, and what must hold after it was sanitized."""
