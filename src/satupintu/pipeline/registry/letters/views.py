"""Pages of letters: a village's list, drafting, signing, withdrawing, and the public page that proves one."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow, limit_to_area, public
from satupintu.foundation.areas.models import Area, Level
from satupintu.foundation.areas.selectors import name_in_full
from satupintu.foundation.pages import status_of
from satupintu.foundation.refusal import Refused

from ..models import Letter
from . import services as letters
from .forms import CompareForm, LetterForm, OfficeForm, SignForm, WithdrawForm
from .selectors import businesses_for_letters, compared, fingerprint, office_of, proved, visible_letters

_KINDS = {
    letters.PDF: "application/pdf",
    letters.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@allow("letter.read")
@sensitive_post_parameters("cari")
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Letters of one's villages, newest first; `cari`, which a form sends, narrows them by number or business."""
    found = visible_letters(request.user)
    if wanted := _wanted(request):
        found = found.filter(number__icontains=wanted) | found.filter(business__name__icontains=wanted)
    page = Paginator(found, 50).get_page(request.GET.get("halaman"))
    return render(request, "registry/letters.html", {"page": page, "wanted": wanted, **_villages(request)})


@allow("letter.issue")
@sensitive_post_parameters("cari")
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Which business the letter is for; `cari`, which a form sends, may be its owner's name."""
    wanted = _wanted(request)
    page = Paginator(businesses_for_letters(request.user, wanted), 50).get_page(request.GET.get("halaman"))
    name_in_full(one.area for one in page)
    return render(request, "registry/letter_choose.html", {"page": page, "wanted": wanted})


@allow("letter.issue")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, business_id: int) -> HttpResponse:
    business = get_object_or_404(businesses_for_letters(request.user), pk=business_id)
    form = LetterForm(request.POST or None, business=business)
    if request.method == "POST" and form.is_valid():
        try:
            letter = letters.draft_letter(by=request.user, business=business, given=form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("letters:letter", letter.pk)
    context = {"business": business, "form": form}
    return render(request, "registry/letter_form.html", context, status=status_of(form))


@allow("letter.issue")
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = _find(request, letter_id)
    form = LetterForm(request.POST or None, business=letter.business, letter=letter)
    if request.method == "POST" and form.is_valid():
        try:
            letters.change_draft(by=request.user, letter=letter, given=form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("letters:letter", letter.pk)
    context = {"business": letter.business, "letter": letter, "form": form}
    return render(request, "registry/letter_form.html", context, status=status_of(form))


@allow("letter.read")
@require_safe
def show(request: HttpRequest, letter_id: int) -> HttpResponse:
    return _shown(request, _find(request, letter_id))


@allow("letter.issue")
@require_POST
def sign(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = _find(request, letter_id)
    form = SignForm(request.POST, office=office_of(letter.village))
    if form.is_valid():
        try:
            letters.sign_letter(
                by=request.user,
                letter=letter,
                signatory=form.cleaned_data["signatory"],
                position=form.cleaned_data["position"],
                address=address_of(request, letter),
                seen=request.POST.get("terlihat", ""),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            form.data = {**form.data.dict(), "agree": ""}  # what was agreed to is not what is shown now
        else:
            messages.success(request, _("Surat sudah terbit. Cetak, tandatangani dan bubuhi cap."))
            return redirect("letters:letter", letter.pk)
    return _shown(request, letter, sign_form=form)


@allow("letter.issue")
@require_POST
def withdraw(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = _find(request, letter_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            letters.withdraw_letter(by=request.user, letter=letter, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Surat sudah ditarik. Halaman kode QR-nya mengatakannya."))
            return redirect("letters:letter", letter.pk)
    return _shown(request, letter, withdraw_form=form)


@allow("letter.issue")
@require_POST
def discard(request: HttpRequest, letter_id: int) -> HttpResponse:
    letter = _find(request, letter_id)
    try:
        letters.discard_draft(by=request.user, letter=letter)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("letters:letter", letter.pk)
    messages.success(request, _("Rancangan surat dibuang; nomornya dapat dipakai lagi."))
    return redirect("letters:letters")


@allow("letter.read")
@require_safe
def file(request: HttpRequest, letter_id: int, name: str) -> HttpResponse:
    """The letter as PDF or DOCX: a draft is made anew, a signed one comes as it was issued."""
    letter = _find(request, letter_id)
    try:
        body = letters.take_letter(
            by=request.user, letter=letter, name=name, address=address_of(request, letter)
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("letters:letter", letter.pk)
    response = HttpResponse(body, content_type=_KINDS[name])
    stem = "surat" if letter.signed_at else "rancangan-surat"
    response["Content-Disposition"] = f'attachment; filename="{stem}-{letter.pk}{name[5:]}"'
    return response


@allow("letter.issue")
@require_http_methods(["GET", "HEAD", "POST"])
def office(request: HttpRequest) -> HttpResponse:
    """Letterhead, number pattern and usual signatory of one's village."""
    village = limit_to_area(Area.objects.filter(level=Level.VILLAGE), request.user, "code").first()
    if village is None:
        raise Http404("no village")
    form = OfficeForm(request.POST or None, office=office_of(village))
    if request.method == "POST" and form.is_valid():
        try:
            letters.set_office(by=request.user, village=village, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("number_pattern", str(refusal))
        else:
            messages.success(request, _("Kepala surat sudah disimpan."))
            return redirect("letters:letters")
    return render(
        request, "registry/letter_office.html", {"village": village, "form": form}, status=status_of(form)
    )


@public
@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """What a QR opens: whether this letter was issued and still holds; a file sent here is compared and not kept."""
    letter = proved(token)
    if letter is None:
        return render(request, "registry/letter_unknown.html", status=404)
    sent = request.method == "POST"
    form = CompareForm(request.POST, request.FILES) if sent else CompareForm()
    context: dict[str, Any] = {"letter": letter, "form": form}
    if sent and form.is_valid():
        context["compared"] = compared(letter, form.cleaned_data["file"].chunks())
    return render(request, "registry/letter_proof.html", context, status=status_of(form))


def address_of(request: HttpRequest, letter: Letter) -> str:
    """The whole address of the page that proves a letter, as it goes into the QR."""
    path = reverse("letters:proof", args=[letter.token])
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _wanted(request: HttpRequest) -> str:
    """What is searched for: never in the address, which histories and logs keep, since it may be a name."""
    return request.POST.get("cari", "").strip()[:60]


def _find(request: HttpRequest, letter_id: int) -> Letter:
    return get_object_or_404(visible_letters(request.user), pk=letter_id)


def _shown(request: HttpRequest, letter: Letter, **forms: Any) -> HttpResponse:
    may_issue = request.user.can("letter.issue", letter.village)
    context = {
        "letter": letter,
        "address": address_of(request, letter),
        "may_issue": may_issue,
        "seen": fingerprint(letter),
        "sign_form": forms.get("sign_form") or SignForm(office=office_of(letter.village)),
        "withdraw_form": forms.get("withdraw_form") or WithdrawForm(),
        "form": next(iter(forms.values()), None),
    }
    return render(request, "registry/letter.html", context, status=422 if forms else 200)


def _villages(request: HttpRequest) -> dict[str, Any]:
    return {"may_issue": request.user.can("letter.issue")}
