"""The whole duty at the end: plan, execute, check, destroy keys, certify."""
