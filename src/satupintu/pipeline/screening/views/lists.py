"""Pages of the lists of a round: sending them, what reading said, the question about a column, taking one back."""

from collections import Counter

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.refusal import Refused

from ..forms import UploadForm
from ..models import ListFile, ListState
from ..selectors.answers import answers_for_page, offered, standing
from ..selectors.questions import questions_for_page
from ..selectors.wording import some_of
from ..services.exports import note_original
from ..services.from_registry import take_from_registry
from ..services.lists import add_list, answer_mapping, ask_again, restore_list, withdraw_list
from ..services.namesakes import replace_namesake, similar_list
from .access import find_list, find_round


@allow("list.upload")
def upload(request: HttpRequest, round_id: int) -> HttpResponse:
    """Sends lists; each is taken or refused by itself, with a sentence."""
    round = find_round(request, round_id)
    asked = {"replaces": request.GET.get("ganti", "")}
    form = UploadForm(
        request.POST or None, request.FILES or None, round=round, by=request.user, initial=asked
    )
    if request.method == "POST" and form.is_valid():
        taken, refusals = _take(request, round_id, form)
        for refusal in refusals:
            form.add_error("files", refusal)
        if taken:
            _tell_taken(request, taken)
            if form.goes_by_name:
                _replace_by_name(request, taken)
            for refusal in refusals:
                messages.error(request, refusal)
            return redirect(_after(taken, round_id))
    context = {"form": form, "round": round}
    return render(request, "screening/upload.html", context, status=422 if form.errors else 200)


@allow("round.screen")
@require_POST
def from_registry(request: HttpRequest, round_id: int) -> HttpResponse:
    """Takes the applicants from the registry: its businesses of the round's area become one list of the round."""
    try:
        taken = take_from_registry(by=request.user, round=find_round(request, round_id))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("screening:round", round_id)
    _tell_taken(request, [taken])
    return redirect(_after([taken], round_id))


@allow("round.read")
@require_safe
def show(request: HttpRequest, round_id: int, list_id: int) -> HttpResponse:
    """What reading said about one list: its sheets, how each column was understood, what was left out."""
    one = find_list(request, round_id, list_id)
    context = {
        "round": one.round,
        "list": one,
        "sheets": one.reading.get("sheets", []),
        "answers": answers_for_page(one),
        "may_ask_again": one.round.is_open and one.state != ListState.WITHDRAWN and bool(standing(one)),
    }
    return render(request, "screening/list.html", context)


@allow("list.map")
def question(request: HttpRequest, round_id: int, list_id: int) -> HttpResponse:
    """Asks which column is meant, with the sheet's first rows in sight."""
    one = find_list(request, round_id, list_id)
    if one.state != ListState.NEEDS_ANSWER:
        return redirect("screening:list", round_id, list_id)
    error = ""
    if request.method == "POST":
        try:
            answered = answer_mapping(by=request.user, list_file=one, choices=_choices(request))
        except Refused as refusal:
            error = str(refusal)
        else:
            return _answered(request, round_id, answered)
    before = offered(one)
    questions = [(asked, before.get(str(asked.asked.signature))) for asked in questions_for_page(one)]
    context = {"round": one.round, "list": one, "questions": questions, "error": error}
    return render(request, "screening/question.html", context, status=422 if error else 200)


@allow("list.map")
@require_POST
def change_answer(request: HttpRequest, round_id: int, list_id: int) -> HttpResponse:
    """Takes the answers back and leads to the questions again."""
    try:
        asked = ask_again(by=request.user, list_file=find_list(request, round_id, list_id))
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("screening:list", round_id, list_id)
    if others := [one.name for one in asked if one.pk != list_id]:
        messages.info(
            request,
            _("Ditanyakan lagi juga pada %(lists)s, yang dijawab bersama.") % {"lists": some_of(others)},
        )
    asking = any(one.pk == list_id and one.state == ListState.NEEDS_ANSWER for one in asked)
    return redirect("screening:question" if asking else "screening:list", round_id, list_id)


@allow("list.remove")
@require_POST
def withdraw(request: HttpRequest, round_id: int, list_id: int) -> HttpResponse:
    one = find_list(request, round_id, list_id)
    try:
        withdraw_list(by=request.user, list_file=one)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("%(list)s ditarik. Berkasnya tetap tersimpan, tetapi tidak diperiksa.") % {"list": one.name},
        )
    return redirect("screening:round", round_id)


@allow("list.upload")
@require_POST
def restore(request: HttpRequest, round_id: int, list_id: int) -> HttpResponse:
    one = find_list(request, round_id, list_id)
    try:
        restored = restore_list(by=request.user, list_file=one)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("screening:list", round_id, list_id)
    _tell_taken(request, [restored])
    return redirect(_after([restored], round_id))


@allow("person.read")
@require_safe
def original(request: HttpRequest, round_id: int, list_id: int) -> HttpResponse:
    """The file byte for byte as it was sent."""
    one = find_list(request, round_id, list_id)
    note_original(by=request.user, list_file=one)
    return FileResponse(
        one.path.open("rb"), as_attachment=True, filename=one.name, content_type="application/octet-stream"
    )


def _take(request: HttpRequest, round_id: int, form: UploadForm) -> tuple[list[ListFile], list[str]]:
    round = find_round(request, round_id)
    taken, refusals = [], []
    for file in form.cleaned_data["files"]:
        try:
            taken.append(
                add_list(
                    by=request.user,
                    round=round,
                    file=file,
                    area=form.cleaned_data.get("area")
                    or (None if "area" in form.fields else request.user.area),
                    replaces=form.replaced,
                )
            )
        except Refused as refusal:
            refusals.append(str(refusal))
    return taken, refusals


def _tell_taken(request: HttpRequest, taken: list[ListFile]) -> None:
    """How many lists were read, ask or cannot be used, and by which answers; green only where all of them are good."""
    _tell_reused(request, taken)
    counts = Counter(one.state for one in taken)
    is_good = set(counts) <= {ListState.READ, ListState.WAITING}
    if len(taken) == 1:
        if is_good:  # else the page that comes next says what is the matter with it
            messages.success(request, _("Satu daftar diterima."))
        return
    words = {
        ListState.READ: _("%(n)s terbaca"),
        ListState.WAITING: _("%(n)s sedang dibaca"),
        ListState.NEEDS_ANSWER: _("%(n)s perlu jawaban"),
        ListState.REFUSED: _("%(n)s tidak dapat dipakai"),
    }
    said = ", ".join(word % {"n": counts[state]} for state, word in words.items() if counts[state])
    tell = messages.success if is_good else messages.warning
    tell(request, _("%(n)s daftar diterima: %(said)s.") % {"n": len(taken), "said": said})


def _tell_reused(request: HttpRequest, taken: list[ListFile]) -> None:
    """Which lists were read by what was answered before, what that is, and where to change it."""
    reused = [one for one in taken if standing(one)]
    if not reused:
        return
    words = [answer.words for one in reused for answer in answers_for_page(one) if not answer.taken_back_by]
    said = {"answers": "; ".join(dict.fromkeys(words)), "lists": some_of([one.name for one in reused])}
    sentence = _(
        "%(lists)s dibaca menurut jawaban yang sudah ada (%(answers)s). Bila keliru, buka daftarnya lalu pilih “Ubah "
        "jawaban”:"
    )
    first = reused[0]
    link = (reverse("screening:list", args=[first.round_id, first.pk]), first.name)
    messages.info(request, format_html('{} <a class="govuk-link" href="{}">{}</a>', sentence % said, *link))


def _replace_by_name(request: HttpRequest, taken: list[ListFile]) -> None:
    """Mended lists take the place of those they are named after; the page says so, with the way back."""
    together = [one.pk for one in taken]
    for one in taken:
        if earlier := replace_namesake(by=request.user, list_file=one, apart_from=together):
            sentence = _told_of(earlier)
        elif earlier := similar_list(request.user, one, together):
            sentence = _(
                "%(list)s bernama sama dengan %(earlier)s, dan keduanya akan diperiksa. Bila ini perbaikannya, "
                "tarik daftar yang lama, supaya orangnya tidak tercatat dua kali:"
            )
        else:
            continue
        link = format_html(
            '<a class="govuk-link" href="{}">{}</a>',
            reverse("screening:list", args=[one.round_id, earlier.pk]),
            earlier.name,
        )
        messages.warning(
            request, format_html("{} {}", sentence % {"list": one.name, "earlier": earlier.name}, link)
        )


def _told_of(earlier: ListFile) -> str:
    """That a list was replaced, or will be once its mended form is read."""
    if earlier.state == ListState.WITHDRAWN:
        return _(
            "%(list)s menggantikan %(earlier)s, yang ditarik dan tetap tersimpan. Bila keduanya daftar yang "
            "berbeda, buka yang ditarik lalu pilih “Pakai lagi daftar ini”:"
        )
    return _(
        "%(list)s akan menggantikan %(earlier)s begitu terbaca; sampai saat itu yang lama tetap dipakai. Bila "
        "keduanya daftar yang berbeda, sesudahnya buka yang lama lalu pilih “Pakai lagi daftar ini”:"
    )


def _after(taken: list[ListFile], round_id: int) -> str:
    """A single list that asks leads straight to its question, one that was refused to its page."""
    if len(taken) == 1 and taken[0].state == ListState.NEEDS_ANSWER:
        return reverse("screening:question", args=[round_id, taken[0].pk])
    if len(taken) == 1 and taken[0].state == ListState.REFUSED:
        return reverse("screening:list", args=[round_id, taken[0].pk])
    return reverse("screening:round", args=[round_id])


def _choices(request: HttpRequest) -> list[int]:
    """The radio buttons in the order of the questions; one left open is -1."""
    sent = []
    while len(sent) < 200 and f"jawaban-{len(sent)}" in request.POST:
        value = request.POST[f"jawaban-{len(sent)}"]
        sent.append(int(value) if value.isdecimal() and len(value) < 4 else -1)
    return sent


def _answered(request: HttpRequest, round_id: int, lists: list[ListFile]) -> HttpResponse:
    asking = [one for one in lists if one.state == ListState.NEEDS_ANSWER]
    if asking:
        return redirect("screening:question", round_id, asking[0].pk)
    if names := ", ".join(one.name for one in lists if one.state == ListState.READ):
        messages.success(request, _("Terima kasih. Terbaca sekarang: %(lists)s.") % {"lists": names})
    return redirect("screening:round", round_id)
