"""The language that the person reading has chosen, as the catalogue's texts know it."""

from django.utils.translation import get_language


def language() -> str:
    """`id` or `en`."""
    return "en" if (get_language() or "").startswith("en") else "id"
