"""How easily records can be singled out, linked or inferred from."""
