"""The rows of a queue's page, drawn in one go: a template that looks up every cell takes most of the page's time."""

from datetime import datetime
from html import escape

from django.core.paginator import Page
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from satupintu.foundation.areas.models import Level
from satupintu.gateways.documents import mask_nik

from ..models import Waiting

_ROW = (
    '<tr><td class="sp-choose__box"><input type="checkbox" id="p{n}" name="pilih" value="{n}"{checked}>'
    '<label for="p{n}"><span class="govuk-visually-hidden">{name}</span></label></td>'
    '<th scope="row"><a class="govuk-link" href="/antrean/{n}/">{name}</a></th>'
    '<td data-label="{word_business}">{business}</td>'
    '<td data-label="NIK" class="sp-mono sp-nowrap">{nik}</td>'
    '<td data-label="{word_area}">{place}</td>'
    '<td data-label="{word_age}" class="sp-nowrap">{age}</td>{notes}</tr>\n'
)
_AMISS = (
    '<td data-label="{}"><strong class="sp-tag sp-tag--wait"><span class="sp-tag__shape" aria-hidden="true">?</span>'
    "{}</strong></td>"
)
_NOTHING = '<td class="sp-empty"></td>'
_COLUMNS = (
    *("submission", "submission__name", "submission__business_name", "submission__nik"),
    *("submission__area__name", "submission__area__parent__name", "submission__area__level"),
    *("since", "has_problems"),
)


def age(since: datetime, now: datetime | None = None) -> str:
    """How long something waits, in whole days."""
    days = ((now or timezone.now()) - since).days
    return ngettext("%(n)s hari", "%(n)s hari", days) % {"n": days} if days > 0 else _("hari ini")


def drawn(page: Page, *, checked: bool) -> SafeString:
    """The page's rows as HTML, names escaped and NIKs covered.

    Which rows they are is asked of the index alone, inside: a database that joined before it skipped to the last page
    would read everything.
    """
    rows = Waiting.objects.filter(pk__in=page.object_list.values("pk")).order_by("since", "pk")
    now = timezone.now()
    words = {"word_business": _("Usaha"), "word_area": _("Wilayah"), "word_age": _("Menunggu")}
    words = {name: escape(text) for name, text in words.items()} | {"checked": " checked" if checked else ""}
    notes = {True: _AMISS.format(escape(_("Catatan")), escape(_("Perlu dilihat"))), False: _NOTHING}
    nameless = _("(tanpa nama)")
    drawn_rows = [
        _ROW.format(
            n=number,
            name=escape(name or nameless),
            business=escape(business or "–"),
            nik=escape(mask_nik(nik) if nik else "–"),
            place=escape(f"{area}, {above}" if level > Level.VILLAGE else area),
            age=age(since, now),
            notes=notes[has_problems],
            **words,
        )
        for number, name, business, nik, area, above, level, since, has_problems in rows.values_list(
            *_COLUMNS
        )
    ]
    return mark_safe("".join(drawn_rows))  # noqa: S308 - all that people wrote was escaped above
