"""How coverage is drawn: `{% load registry_coverage %}`."""

from django import template

register = template.Library()


@register.filter
def of(part: int, whole: int) -> str:
    """A part of a whole in percent, as SVG wants it: `37.50`."""
    return f"{100 * part / whole:.2f}" if whole else "0"
