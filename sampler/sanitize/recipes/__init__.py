"""The recipe language: reading, selecting, checking and explaining rules."""
