"""How lights stand on pages: `{% load coordination %}{% light line.light %}`."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from satupintu.engine.progress import Light

from ..wording import LIGHTS, words_of

register = template.Library()


@register.simple_tag
def light(value: Light | None) -> SafeString:
    """A light as word and shape, with a quiet colour."""
    _words, colour, shape = LIGHTS[value] if value else ("", "quiet", "–")
    mark = format_html('<span class="sp-tag__shape" aria-hidden="true">{}</span>', shape)
    return format_html('<strong class="sp-tag sp-tag--{}">{}{}</strong>', colour, mark, words_of(value))
