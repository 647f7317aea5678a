"""What a rule can do with a column, and with rows that must agree."""
