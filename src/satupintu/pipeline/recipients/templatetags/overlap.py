"""Verdicts as word and shape, and parts of bars: `{% load overlap %}`."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from satupintu.foundation.pages import tag

from ..overlap.selectors import verdict_words

register = template.Library()
SHAPES = {
    "forbidden": ("no", "✕"),
    "repeated": ("wait", "↻"),
    "unjudged": ("quiet", "?"),
    "complementary": ("work", "+"),
    "permitted": ("yes", "✓"),
}


@register.simple_tag
def pair_tag(verdict: str) -> SafeString:
    """What two programmes at once mean, as word and shape."""
    return tag(*SHAPES.get(verdict, ("quiet", "?")), verdict_words(verdict))


@register.simple_tag
def pair_mark(verdict: str) -> SafeString:
    """The shape alone, with the word for those who hear the page: a cell of the grid is narrow."""
    colour, shape = SHAPES.get(verdict, ("quiet", "?"))
    return format_html(
        '<span class="sp-mark sp-mark--{}" aria-hidden="true">{}</span><span class="govuk-visually-hidden">{}: </span>',
        colour,
        shape,
        verdict_words(verdict),
    )


@register.filter
def told(number: str) -> str:
    """A number as written, after `angka`; where it is not told a dash, and words for those who hear the page."""
    if number:
        return number
    return format_html(
        '<span class="sp-muted" aria-hidden="true">–</span><span class="govuk-visually-hidden">{}</span>',
        _("tidak ditampilkan"),
    )


@register.filter
def of(part: int | None, whole: int) -> str:
    """A part of a whole in percent, as SVG wants it: `37.50`."""
    part = part or 0
    return f"{100 * part / whole:.2f}" if whole else "0"


@register.filter
def at(known: Mapping[str, Any], key: str) -> Any:
    """`{{ villages|at:one.village }}`; the key itself where it is not known."""
    return known.get(key, key)
