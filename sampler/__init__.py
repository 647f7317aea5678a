"""Chain of custody for customers' sample data in pre-sales."""

__version__ = "0.1.0"
