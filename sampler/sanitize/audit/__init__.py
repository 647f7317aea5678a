"""The leak audit: originals gathered apart from the findings, looked for in the bytes of the output."""
