"""The nouns: pure, frozen, valid once built. No I/O, no clock, no randomness."""
