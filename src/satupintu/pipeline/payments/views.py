"""Pages of payments: every decree's money at a glance, one decree's payments seen whole, files out and in."""

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.refusal import Refused
from satupintu.pipeline.proposals.models import Decree

from . import selectors, services
from .forms import AnswerForm
from .judging import word
from .ledger import WaitingPayments, totals
from .models import BankAnswer, PaymentBatch
from .transitions import ALLOWED, STATES

_FILES = {"xml": "application/xml", "csv": "text/csv; charset=utf-8"}
_PER_PAGE = 50


@allow("payment.read")
@require_safe
def decrees(request: HttpRequest) -> HttpResponse:
    """Every decree of the person's area and how far its money is."""
    page = Paginator(selectors.payable_decrees(request.user), 25).get_page(request.GET.get("halaman"))
    rows = [(one, *_money(getattr(one, "batch", None))) for one in page]
    return render(request, "payments/decrees.html", {"page": page, "rows": rows})


@allow("payment.read")
@require_safe
def payments(request: HttpRequest, decree_id: int) -> HttpResponse:
    decree = _find(request, decree_id)
    return render(request, "payments/payments.html", _context(request, decree, AnswerForm()))


@allow("payment.instruct")
@require_POST
def instruct(request: HttpRequest, decree_id: int) -> HttpResponse:
    decree = _find(request, decree_id)
    try:
        services.make_instructions(decree=decree, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Perintah bayar sudah dibuat. Bank dapat mengunduhnya."))
    return redirect("payments:payments", decree.pk)


@allow("payment.answer")
@require_POST
def answer(request: HttpRequest, decree_id: int) -> HttpResponse:
    """Takes in a bank's file; a refusal shows every problem and keeps nothing."""
    decree = _find(request, decree_id)
    batch = get_object_or_404(PaymentBatch, decree=decree)
    form = AnswerForm(request.POST, request.FILES)
    problems: list[str] = []
    if form.is_valid():
        try:
            made = services.record_answer(batch=batch, by=request.user, file=form.cleaned_data["file"])
        except services.AnswerRefused as refusal:
            problems = refusal.problems
        except Refused as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, _received(made.counts))
            return redirect("payments:payments", decree.pk)
    context = _context(request, decree, form) | {"problems": problems}
    return render(request, "payments/payments.html", context, status=422)


@allow("payment.read")
@require_safe
def bank_file(request: HttpRequest, decree_id: int, kind: str) -> HttpResponse:
    """The bank's file, the very bytes that were made."""
    decree = _find(request, decree_id)
    batch = get_object_or_404(PaymentBatch, decree=decree)
    try:
        path = services.payment_file_of(batch=batch, by=request.user, kind=kind)
    except Refused as refusal:
        return render(request, "proposals/refused.html", {"refusal": refusal}, status=409)
    name = f"{batch.message_id}.{kind}"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=_FILES[kind])


@allow("payment.read")
@require_safe
def original(request: HttpRequest, decree_id: int, number: int) -> HttpResponse:
    """A bank's answer as it came."""
    decree = _find(request, decree_id)
    one = get_object_or_404(BankAnswer, batch__decree=decree, number=number)
    try:
        path = services.answer_file_of(answer=one, by=request.user)
    except Refused as refusal:
        return render(request, "proposals/refused.html", {"refusal": refusal}, status=409)
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=one.file_name, content_type="application/octet-stream"
    )


@allow("payment.read")
@require_safe
def exceptions(request: HttpRequest, decree_id: int) -> HttpResponse:
    """Payments that went wrong, with the people behind them, for those who go and see them."""
    decree = _find(request, decree_id)
    batch = get_object_or_404(PaymentBatch, decree=decree)
    out = io.StringIO(newline="")
    heading = [_("Referensi"), "NIK", _("Nama"), _("Desa"), _("Keadaan"), _("Alasan"), _("Jumlah (Rp)")]
    words = {str(state): word(state) for state in STATES}
    rows = selectors.write_exceptions(out, batch, words, heading)
    services.note_exceptions(batch=batch, by=request.user, rows=rows)
    return _csv(out, f"{batch.message_id}-bermasalah.csv")


@allow("payment.read")
@require_safe
def waiting(request: HttpRequest, decree_id: int) -> HttpResponse:
    """Payments the bank has not answered yet, one by one."""
    decree = _find(request, decree_id)
    batch = get_object_or_404(PaymentBatch, decree=decree)
    page = Paginator(WaitingPayments(batch), _PER_PAGE).get_page(request.GET.get("halaman"))
    return render(request, "payments/waiting.html", {"decree": decree, "batch": batch, "page": page})


@allow("payment.read")
@require_safe
def waiting_file(request: HttpRequest, decree_id: int) -> HttpResponse:
    """The same, all of them, to ask the bank about."""
    decree = _find(request, decree_id)
    batch = get_object_or_404(PaymentBatch, decree=decree)
    out = io.StringIO(newline="")
    heading = [_("Referensi"), "NIK", _("Nama"), _("Desa"), _("Jumlah (Rp)")]
    rows = selectors.write_waiting(out, WaitingPayments(batch), heading)
    services.note_waiting(batch=batch, by=request.user, rows=rows)
    return _csv(out, f"{batch.message_id}-menunggu.csv")


@allow("audit.read")
@require_safe
def audit_file(request: HttpRequest, decree_id: int, kind: str) -> HttpResponse:
    """The decree, or what became of its payments, as `satupintu audit` takes it."""
    decree = _find(request, decree_id)
    batch = get_object_or_404(PaymentBatch, decree=decree)
    try:
        out = services.audit_file_of(batch=batch, by=request.user, kind=kind)
    except Refused as refusal:
        return render(request, "proposals/refused.html", {"refusal": refusal}, status=409)
    return _csv(out, f"{batch.message_id}-{kind}.csv")


def _csv(out: io.StringIO, name: str) -> HttpResponse:
    response = HttpResponse(out.getvalue().encode("utf-8-sig"), content_type=_FILES["csv"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _find(request: HttpRequest, decree_id: int) -> Decree:
    return get_object_or_404(selectors.payable_decrees(request.user), pk=decree_id)


def _money(batch: PaymentBatch | None) -> tuple[Any, Any]:
    if batch is None:
        return None, None
    found = totals(batch)
    return found, selectors.lines_of(found)


def _context(request: HttpRequest, decree: Decree, form: AnswerForm) -> dict[str, Any]:
    batch = getattr(decree, "batch", None)
    context: dict[str, Any] = {
        "decree": decree,
        "batch": batch,
        "form": form,
        "may_instruct": request.user.can("payment.instruct", decree.round.area),
        "may_answer": request.user.can("payment.answer", decree.round.area),
        "may_audit": request.user.can("audit.read", decree.round.area),
        "may_read_proposal": request.user.can("proposal.read", decree.round.area),
    }
    if batch is None:
        return context
    batch.decree = decree
    found, lines = _money(batch)
    page = Paginator(selectors.open_exceptions(batch), _PER_PAGE).get_page(request.GET.get("halaman"))
    return context | {
        "totals": found,
        "lines": lines,
        "page": page,
        "exceptions": list(selectors.with_people(batch, page)),
        "answers": [(one, _received(one.counts)) for one in batch.answers.select_related("received_by")],
        "moves": [
            (word(before), [word(after) for after in STATES if after in to]) for before, to in ALLOWED.items()
        ],
    }


def _received(counts: dict[str, Any]) -> str:
    """`475 baris: 462 dibayar, 13 diblokir; 2 sudah dijawab; 1 masih diproses.`"""
    changed = [
        f"{counts['changed'][state]} {word(state)}" for state in STATES if counts["changed"].get(state)
    ]
    if counts.get("dated"):
        changed.append(_("%(n)s tanggal menyusul") % {"n": counts["dated"]})
    parts = [_("%(lines)s baris: %(changed)s") % {"lines": counts["lines"], "changed": ", ".join(changed)}]
    if counts["repeated"]:
        parts.append(_("%(n)s sudah dijawab") % {"n": counts["repeated"]})
    if counts["in_process"]:
        parts.append(_("%(n)s masih diproses") % {"n": counts["in_process"]})
    return "; ".join(parts) + "."
