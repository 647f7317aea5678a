"""Persons and logins in texts: the tagger, its words and the frames around them."""
