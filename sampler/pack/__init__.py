"""Seal a sample for one recipient, and open what was sealed."""
