"""What is learnt of a whole sample before it is sanitized: people, accounts, births, joins."""
