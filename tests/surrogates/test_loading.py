"""Lists are read ahead for the types that need them."""

import subprocess
import sys

_READ = """
from sampler.surrogates import lists, names, places
from sampler.surrogates.loading import load_lists

load_lists({types})
every = (lists.surnames, names.given_pools, names.surname_pools, places.gazetteer, places.street_names)
print([read.cache_info().currsize for read in every])
"""


def _read_for(types: str) -> str:
    made = subprocess.run([sys.executable, "-c", _READ.format(types=types)], capture_output=True, check=True)
    return made.stdout.decode().strip()


def test_only_what_values_are_looked_up_in_is_read() -> None:
    """Names for people, communes for places, streets for addresses; nothing for keys and numbers."""
    assert _read_for("{'ID', 'IBAN_CODE', ''}") == "[0, 0, 0, 0, 0]"
    assert _read_for("{'EMAIL_ADDRESS'}") == "[1, 1, 1, 0, 0]"
    assert _read_for("{'CITY'}") == "[0, 0, 0, 1, 0]"
    assert _read_for("{'ADDRESS', 'PERSON'}") == "[1, 1, 1, 1, 1]"
