"""How figures, money and states are written on every page: `{% load satupintu %}`."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Paginator
from django.forms import Field
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_lazy

from satupintu.foundation.areas.models import Area
from satupintu.foundation.areas.selectors import full_name
from satupintu.gateways.documents import mask_nik

from .. import deeds

register = template.Library()
register.filter(deeds.deed)
register.filter(deeds.particulars)

# state -> (word, colour class, shape); shape is drawn before the word, so that colour is never alone.
TAGS = {
    "eligible": (gettext_lazy("Memenuhi syarat"), "yes", "✓"),
    "ineligible": (gettext_lazy("Tidak memenuhi syarat"), "no", "✕"),
    "undetermined": (gettext_lazy("Belum dapat diputuskan"), "wait", "?"),
    "passed": (gettext_lazy("Terpenuhi"), "yes", "✓"),
    "failed": (gettext_lazy("Tidak terpenuhi"), "no", "✕"),
    "unknown": (gettext_lazy("Belum diketahui"), "wait", "?"),
    "draft": (gettext_lazy("Rancangan"), "quiet", "○"),
    "screened": (gettext_lazy("Selesai diperiksa"), "work", "■"),
    "signed": (gettext_lazy("Ditandatangani"), "yes", "✓"),
    "in_progress": (gettext_lazy("Sedang diperiksa"), "work", "▸"),
    "collecting": (gettext_lazy("Mengumpulkan daftar"), "quiet", "○"),
    "screening": (gettext_lazy("Sedang diperiksa"), "work", "▸"),
    "waiting": (gettext_lazy("Menunggu dibaca"), "work", "▸"),
    "needs_answer": (gettext_lazy("Perlu jawaban"), "wait", "?"),
    "read": (gettext_lazy("Terbaca"), "yes", "✓"),
    "refused": (gettext_lazy("Tidak dapat dipakai"), "no", "✕"),
    "withdrawn": (gettext_lazy("Ditarik"), "quiet", "–"),
    "queued": (gettext_lazy("Menunggu giliran"), "quiet", "○"),
    "running": (gettext_lazy("Sedang dikerjakan"), "work", "▸"),
    "done": (gettext_lazy("Selesai"), "yes", "✓"),
    "interrupted": (gettext_lazy("Terputus"), "wait", "!"),
    "paid": (gettext_lazy("Dibayar"), "yes", "✓"),
    "blocked": (gettext_lazy("Diblokir"), "wait", "!"),
    "returned": (gettext_lazy("Dikembalikan"), "no", "↩"),
    "pending": (gettext_lazy("Menunggu jawaban bank"), "quiet", "○"),
}


@register.filter
def angka(number: int | None) -> str:
    """A whole number with the thousands marked as the language writes them; empty for None."""
    if number is None:
        return ""
    text = f"{int(number):,}"
    return text if get_language() == "en" else text.replace(",", ".")


@register.filter
def in_full(area: Area) -> str:
    """An area up to its village, for a page about one: `RT 003, RW 001, Arjowilangun`. A look at the database."""
    return full_name(area)


@register.filter
def rupiah(amount: int | None) -> str:
    """Whole rupiah: `Rp1.200.000`."""
    if amount is None:
        return ""
    return f"-Rp{angka(-int(amount))}" if int(amount) < 0 else f"Rp{angka(amount)}"


@register.filter
def persen(part: int, whole: int) -> str:
    """A share of a whole as a percentage without decimals; a dash where there is no whole.

    Only nothing is 0%, and only everything 100%.
    """
    if not whole:
        return "-"
    share = round(100 * part / whole)
    if share == 0 and part:
        return "<1%"
    return ">99%" if share == 100 and part != whole else f"{share}%"


@register.simple_tag
def tag(state: str, text: str = "") -> SafeString:
    """A state as word and shape, with a quiet colour: `{% tag "eligible" %}`."""
    word, colour, shape = TAGS.get(str(state), (str(state), "quiet", "○"))
    mark = format_html('<span class="sp-tag__shape" aria-hidden="true">{}</span>', shape)
    return format_html('<strong class="sp-tag sp-tag--{}">{}{}</strong>', colour, mark, text or word)


@register.filter
def masked(nik: str | None) -> str:
    """A NIK of which only the first six and last two digits show."""
    return mask_nik(nik) if nik and len(nik) == 16 else "-"


@register.filter
def naming(error: str, field: BoundField) -> str:
    """An error that says which field it is about: in a list of errors "this field" names none."""
    if error != str(Field.default_error_messages["required"]):
        return error
    return gettext("“%(label)s” belum diisi.") % {"label": field.label}


@register.filter
def page_numbers(paginator: Paginator, number: int) -> Iterator[int | str]:
    """The page numbers to offer around the current one, with an ellipsis where some are left out."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)
