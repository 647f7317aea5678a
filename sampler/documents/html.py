"""The one door for Jinja: a page becomes one HTML file with nothing from elsewhere."""

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from sampler.documents.letters import everywhere, visible


def render_html(template: str, data: dict[str, Any]) -> bytes:
    """Draw `data` with the template called `template`; each value is escaped.

    The content security policy allows the page's own style sheet, by its hash, and nothing else; a page
    that people work with has a script of its own, `template`.js, allowed in the same way.
    """
    style, script = _style(template), _asset(f"{template}.js")
    given, shown = everywhere(str, data), everywhere(visible, data)
    text = _template(template).render(
        page=shown,
        style=Markup(style),  # noqa: S704 - package data; a style element is not escaped by browsers
        style_hash=_hash(style),
        script=Markup(script),  # noqa: S704 - as above
        script_hash=_hash(script),
        replaced=shown != given,
    )
    return text.encode()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _style(template: str) -> str:
    """What all pages share, then what this one adds."""
    return _asset("page.css") + (_asset(f"{template}.css") if template != "page" else "")


@lru_cache
def _asset(name: str) -> str:
    """A file beside the templates; not every page has every kind."""
    file = resources.files("sampler.documents").joinpath("templates", name)
    return file.read_text(encoding="utf-8") if file.is_file() else ""


@lru_cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("sampler.documents"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(f"{name}.html")
