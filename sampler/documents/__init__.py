"""A model rendered as PDF, HTML, CSV or JSON, in French and English."""
