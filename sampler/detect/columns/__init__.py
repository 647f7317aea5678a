"""What a column holds: its header, counts over its distinct values, its neighbours."""
