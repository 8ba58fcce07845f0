"""Programmes, agencies and matches in words, and what was said as word and shape: `{% load recipients %}`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.permissions import can
from satupintu.foundation.pages import tag

from .. import offers
from ..models import Verdict
from ..wording import FIELDS, SHORT

register = template.Library()
register.filter("programme_title", offers.programme_title)
register.filter("agency_title", offers.agency_title)

_MATCHES = {
    "matched": ("yes", "✓"),
    "other_name": ("no", "≠"),
    "possible": ("wait", "?"),
    "unmatched": ("quiet", "○"),
    "unreadable": ("wait", "!"),
}
_VERDICTS = {Verdict.SAME: ("yes", "="), Verdict.DIFFERENT: ("no", "≠"), Verdict.UNSURE: ("wait", "?")}


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], action: str) -> bool:
    """Whether the person at this page may take an action: `{% may "aid.report" as may_report %}`."""
    return can(context["request"].user, action)


@register.simple_tag
def match_tag(match: str) -> SafeString:
    """How a recipient stands to the registry, as word and shape."""
    return tag(*_MATCHES[match], str(SHORT[match]))


@register.simple_tag
def said_tag(verdict: str) -> SafeString:
    """What was said of a recipient, as word and shape."""
    if not verdict:
        return tag("quiet", "↺", _("dibatalkan"))
    return tag(*_VERDICTS[Verdict(verdict)], str(Verdict(verdict).label))


@register.filter
def field_label(field: str) -> str:
    """What a column was read as; the field's own name where it has none."""
    return str(FIELDS.get(field, field))


@register.filter
def all_columns(sheet: dict[str, Any]) -> list[dict[str, str]]:
    """The columns of a sheet from left to right with what each was read as, '' for those that were not."""
    used = {one["column"] for one in sheet["columns"]}
    others = [{**one, "field": ""} for one in sheet.get("headings", ()) if one["column"] not in used]
    return sorted([*sheet["columns"], *others], key=lambda one: (len(one["column"]), one["column"]))


@register.filter
def at_code(names: dict[str, str], code: str | None) -> str:
    """The name of a village by its code, the code where it has none, a dash for none."""
    return names.get(code, code) if code else "–"


@register.filter
def item(values: dict[str, Any], key: str) -> Any:
    """`{{ counts|item:"matched" }}`"""
    return values.get(key, 0)
