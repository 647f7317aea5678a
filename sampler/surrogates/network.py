"""IP_ADDRESS, MAC_ADDRESS, URL: documentation and benchmark ranges, reserved domains.

IPv4: RFC 5737, then RFC 2544; IPv6: RFC 3849; MAC: locally administered (the documentation block of
RFC 7042 has 256 addresses only).
"""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import unquote, urlsplit

from sampler.surrogates.domains import Domains
from sampler.surrogates.folding import fold
from sampler.surrogates.slots import Slots, overlay

IP, MAC, URL = "IP_ADDRESS", "MAC_ADDRESS", "URL"
_DOCUMENTATION = tuple(int(IPv4Address(base)) for base in ("192.0.2.0", "198.51.100.0", "203.0.113.0"))
_HOSTS = 254
_BENCHMARK, _BENCHMARK_HOSTS = int(IPv4Address("198.18.0.0")), 131072
_V6 = int(IPv6Address("2001:db8::"))
_V4_CELL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})((?::\d{1,5})?(?:/\d{1,2})?)")
_V6_CELL = re.compile(r"(\[?)([0-9A-Fa-f:.]{2,45})(?:%\w+)?(\]?(?::\d{1,5})?(?:/\d{1,3})?)")
_MAC = re.compile(
    r"[0-9A-Fa-f]{2}(?:([:-])[0-9A-Fa-f]{2})(?:\1[0-9A-Fa-f]{2}){4}|(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}"
)
_URL = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{1,15}://|(?=www\.))[^\s<>\"]+")
_EXTENSION = re.compile(r"\.(?:html?|php|aspx?|jsp|pdf|png|jpe?g|gif|svg|xml|json|csv|zip|mp4|docx?|xlsx?)$")


def normal_ip(text: str) -> str | None:
    """The address of `text` in its canonical form, without port and mask."""
    found = _V4_CELL.fullmatch(text)
    try:
        if found:
            return str(IPv4Address(found[1]))
        found = _V6_CELL.fullmatch(text)
        return str(IPv6Address(found[2])) if found else None
    except AddressValueError:
        return None


class Network:
    """Maps addresses of machines and pages."""

    def __init__(self, slots: Slots, domains: Domains) -> None:
        self._slots = slots
        self._domains = domains

    def ip(self, text: str) -> str | None:
        """A documentation address; port and mask stay."""
        address = normal_ip(text)
        if address is None:
            return None
        if found := _V4_CELL.fullmatch(text):
            return self._v4(address) + found[2]
        match = _V6_CELL.fullmatch(text)
        host = self._slots.seed(IP, address) >> 32
        return f"{match[1]}{IPv6Address(_V6 | host)}{match[3]}" if match else None

    def mac(self, text: str) -> str | None:
        """A locally administered address in the same notation."""
        if not _MAC.fullmatch(text):
            return None
        plain = re.sub(r"[^0-9A-Fa-f]", "", text).lower()
        new = overlay(text, f"02{self._slots.seed(MAC, plain) % (1 << 40):010x}")
        return new.upper() if text.upper() == text else new

    def url(self, text: str) -> str | None:
        """Reserved domain, scheme and port kept, words of path and query mapped."""
        if not _URL.fullmatch(text):
            return None
        try:
            parts = urlsplit(text if "://" in text else f"//{text}")
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            return None
        host = parts.hostname or ""
        scheme = text.partition("://")[0] + "://" if "://" in text else ""
        bump = self._slots.bump(URL, text)
        user = self._words(parts.username or "")
        return (
            f"{scheme}{user + '@' if user else ''}{self._host(host)}{port}{self._path(parts.path)}"
            f"{self._part('?', parts.query)}{self._part('#', parts.fragment)}{f'/{bump + 1}' if bump else ''}"
        )

    def _v4(self, address: str) -> str:
        slot = self._slots.slot(IP, address, len(_DOCUMENTATION) * _HOSTS + _BENCHMARK_HOSTS)
        if slot < len(_DOCUMENTATION) * _HOSTS:
            block, host = divmod(slot, _HOSTS)
            return str(IPv4Address(_DOCUMENTATION[block] + 1 + host))
        return str(IPv4Address(_BENCHMARK + slot - len(_DOCUMENTATION) * _HOSTS))

    def _host(self, host: str) -> str:
        if not host:
            return ""
        address = normal_ip(host)
        if address is None:
            return self._domains.domain(host)
        new = self.ip(address) or ""
        return f"[{new}]" if ":" in new else new

    def _path(self, path: str) -> str:
        ending = _EXTENSION.search(path)
        stem = path[: ending.start()] if ending else path
        return self._words(stem) + (ending.group() if ending else "")

    def _part(self, mark: str, text: str) -> str:
        return mark + self._words(text) if text else ""

    def _words(self, text: str) -> str:
        return self._domains.words(fold(unquote(text))).replace(" ", "-")
