"""Hosts of web and mail addresses, and the words of a name that an address is made of."""

import re

from sampler.detect.words import ORDINARY
from sampler.surrogates.folding import fold
from sampler.surrogates.organizations import name_words
from sampler.surrogates.vocabulary import PROVIDERS

_END = re.compile(r"[/?#\\\s]")
_SIGNS = re.compile(r"[^a-z0-9]+")
_SHORTEST_NAME, _SHORTEST_WORD = 3, 4


def host_of(address: str) -> str:
    """The host of a web or mail address, folded, without "www."; "" where there is none."""
    rest = _END.split(address.strip().partition("://")[2] or address.strip(), maxsplit=1)[0]
    return fold(rest.rpartition("@")[2].partition(":")[0]).removeprefix("www.")


def host_is(address: str, mail: str) -> bool:
    """Is the host of an address the domain of a mail address, and none that anybody may have mail at?"""
    host = host_of(mail)
    return bool(host) and host not in PROVIDERS and host_of(address) == host


def is_made_of(address: str, name: str) -> bool:
    """Does an address contain a name in one word, or one of its words that is no ordinary one?"""
    plain, words = _SIGNS.sub("", fold(address)), name_words(name)
    telling = [word for word in words if len(word) >= _SHORTEST_WORD and word not in ORDINARY]
    glued = "".join(words)
    return any(word in plain for word in telling) or (len(glued) >= _SHORTEST_NAME and glued in plain)
