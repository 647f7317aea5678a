"""Pure: token + key -> fictitious token. No I/O beyond package data, no clock, no randomness."""

from sampler.surrogates.dictionary import Dictionary
from sampler.surrogates.engine import Surrogates
from sampler.surrogates.folding import fold
from sampler.surrogates.normalising import normalise

__all__ = ["Dictionary", "Surrogates", "fold", "normalise"]
