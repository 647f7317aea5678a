"""What exists now (tables) and what happened (the ledger), in one database of one home."""
