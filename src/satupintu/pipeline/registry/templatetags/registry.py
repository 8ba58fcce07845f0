"""Facts in words, and what was said of a pair as word and shape: `{% load registry %}`."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.permissions import can
from satupintu.foundation.areas.models import Area
from satupintu.foundation.pages import tag

from ..models import Business, Judgement, Verdict
from ..wording import label_of, value_of

register = template.Library()
register.filter("fact_label", label_of)

_VERDICTS = {Verdict.SAME: ("yes", "="), Verdict.DIFFERENT: ("no", "≠"), Verdict.UNSURE: ("wait", "?")}


@register.filter
def fact_value(value: Any, fact: str) -> str:
    """`{{ said.value|fact_value:fact.name }}`"""
    return value_of(fact, value)


@register.simple_tag
def may_in(user: Any, action: str, area: Area) -> bool:
    """`{% may_in user "nik.read" business.area as may_read %}`"""
    return can(user, action, area)


@register.simple_tag
def verdict_tag(verdict: str) -> SafeString:
    """A verdict as word and shape."""
    if not verdict:
        return tag("quiet", "↺", _("dibatalkan"))
    return tag(*_VERDICTS[Verdict(verdict)], str(Verdict(verdict).label))


@register.simple_tag
def open_tag(business: Business) -> SafeString:
    """Whether a business is open, as last said."""
    if business.is_open is None:
        return tag("quiet", "–", _("belum diketahui"))
    return tag("yes", "✓", _("berjalan")) if business.is_open else tag("no", "✕", _("berhenti"))


@register.filter
def said_by(judgement: Judgement) -> str:
    """Who said it: a person's name, or the rule in words."""
    if judgement.by:
        return str(judgement.by)
    rules = {
        "same_nik_and_name": _("aturan: NIK dan nama sama"),
        "same_owner_and_business_name": _("aturan: pemilik dan nama usaha sama"),
        "number_given": _("aturan: nomor registri disebut"),
        "mended_by_its_sender": _("aturan: perbaikan dari kiriman sebelumnya"),
    }
    return rules.get(judgement.rule, _("aturan"))
