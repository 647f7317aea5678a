"""Runs one pure batch function over the tables of a document, here; later on a cluster."""
