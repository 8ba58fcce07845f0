"""The pages of "what can I get?": for anybody, for an owner who signed in, and for a helper on somebody's behalf."""

from dataclasses import replace
from datetime import timedelta
from itertools import takewhile
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from satupintu.foundation.accounts import limits
from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import allow, public
from satupintu.foundation.audit.services import record
from satupintu.pipeline.recipients.selectors import Aid
from satupintu.pipeline.registry.forms import SearchForm
from satupintu.pipeline.registry.models import Business
from satupintu.pipeline.registry.own import selectors as own_reading
from satupintu.pipeline.registry.selectors import business_by_number, search_businesses
from satupintu.pipeline.registry.selectors.owners import is_known_otherwise, own_businesses, own_persons
from satupintu.pipeline.screening.eligibility import answers
from satupintu.pipeline.screening.known import Known, known_person

from ..received import aid_to, aid_to_owner
from .asking import MOST, next_question, open_questions
from .forms import QuestionForm
from .results import groups_of, said_by, trouble_of
from .walks import Walk

WINDOW, PER_ADDRESS = (
    timedelta(hours=1),
    600,
)  # a village hall shares one address: forty walks of fifteen questions
_MOST_SHOWN = 30  # businesses on the helper's page


# Anybody


@public
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, and the way in; whoever began before may go on."""
    walk = _stranger().read(request)
    return render(request, "portal/navigator/start.html", {"walk": walk})


@public
@require_POST
def begin(_request: HttpRequest) -> HttpResponse:
    """From the beginning: the device forgets what was answered."""
    walk = _stranger()
    return walk.forget(redirect(walk.ask_url))


@public
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and _is_held_back(request):
        return _held_back(request)
    return _ask(request, _stranger().read(request))


@public
@never_cache
@require_safe
def result(request: HttpRequest) -> HttpResponse:
    if _is_held_back(request):
        return _held_back(request)
    return _result(request, _stranger().read(request))


# An owner who signed in


@allow("own.navigate")
@never_cache
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Every programme for the account's own NIK, from what is known; what is missing can be answered."""
    walk = _own(request)
    business = walk.known.business
    context = {
        "businesses": own_businesses(request.user),
        "facts": own_reading.facts_of(business) if business is not None else [],
    }
    return _result(request, walk, **context)


@allow("own.navigate")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def own_ask(request: HttpRequest) -> HttpResponse:
    return _ask(request, _own(request))


# A helper


@allow("navigator.help")
@never_cache
@sensitive_post_parameters("cari")
@require_http_methods(["GET", "HEAD", "POST"])
def help_index(request: HttpRequest) -> HttpResponse:
    """Whom to help: a business of the helper's own area, or somebody who just walked in."""
    form = SearchForm(request.POST or None, by=request.user)
    words = form.cleaned_data["cari"] if form.is_bound and form.is_valid() else ""
    found = search_businesses(request.user, search=words) if words else None
    page = Paginator(found, _MOST_SHOWN).get_page(1) if found is not None else None
    return render(request, "portal/navigator/help.html", {"form": form, "page": page, "search": words})


@allow("navigator.help")
@require_POST
def guest_begin(request: HttpRequest) -> HttpResponse:
    """The next person who walked in: nothing of the one before stays."""
    walk = _guest(request)
    return walk.forget(redirect(walk.ask_url))


@allow("navigator.help")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def guest_ask(request: HttpRequest) -> HttpResponse:
    return _ask(request, _guest(request).read(request))


@allow("navigator.help")
@never_cache
@require_safe
def guest_result(request: HttpRequest) -> HttpResponse:
    return _result(request, _guest(request).read(request))


@allow("navigator.help")
@never_cache
@require_safe
def helped(request: HttpRequest, number: int) -> HttpResponse:
    """Every programme for a business's owner; that the helper looked is kept, and shown to the owner."""
    business = _visible(request, number)
    record("navigator.help", by=request.user, on=business, area=business.area)
    walk = _helped(request, business)
    return _result(request, walk, business=business, facts=own_reading.facts_of(business))


@allow("navigator.help")
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def helped_ask(request: HttpRequest, number: int) -> HttpResponse:
    return _ask(request, _helped(request, _visible(request, number)))


# What they share


def _stranger() -> Walk:
    return Walk("umum", "", "navigator:start", "navigator:ask", "navigator:result")


def _own(request: HttpRequest) -> Walk:
    walk = Walk("saya", str(request.user.pk), "navigator:own", "navigator:own_ask", "navigator:own").read(
        request
    )
    if request.user.nik and not is_known_otherwise(request.user):
        user, own = request.user, own_businesses(request.user)
        known = known_person(nik=user.nik, area=user.area, name=user.name, own=own)
        walk.known = replace(known, hides_lists=not _is_confirmed(user, known))
    return walk


def _is_confirmed(user: User, known: Known) -> bool:
    """Whether the registry or the civil registry knows the account's NIK under its name. Else whoever invited the
    account alone says so, and under that NIK the lists may tell of somebody else."""
    return own_persons(user).exists() or (known.identity.reason is None and known.identity.person is not None)


def _guest(request: HttpRequest) -> Walk:
    names = ("navigator:help", "navigator:guest_ask", "navigator:guest_result")
    return Walk("tamu", str(request.user.pk), *names)


def _helped(request: HttpRequest, business: Business) -> Walk:
    names = ("navigator:helped", "navigator:helped_ask", "navigator:helped")
    walk = Walk("bantu", f"{request.user.pk}.{business.pk}", *names, arguments=(int(business.number),))
    # Who helps a neighbour need not learn which list the neighbour stands in: a debt, an employment, other aid.
    walk.known = replace(known_person(business=business), hides_lists=not request.user.can("person.read"))
    return walk.read(request)


def _visible(request: HttpRequest, number: int) -> Business:
    found = business_by_number(request.user, str(number))
    if found is None:
        raise Http404("no such business")
    return found


def _ask(request: HttpRequest, walk: Walk) -> HttpResponse:
    """One question: the one named, or the next. An answer, or "I don't know", leads to the next one."""
    questions = walk.catalogue.questions
    fact = request.POST.get("fakta") or request.GET.get("f") or ""
    question = questions.get(fact) or next_question(walk)
    if question is None:
        return redirect(walk.result_url)
    if request.method == "POST" and question.fact == fact:
        if "tidak_tahu" in request.POST:
            walk.answers[fact] = None
            return walk.keep(redirect(walk.ask_url))
        form = _form(request.POST, question, walk)
        if form.is_valid() and form.value is not None:
            walk.answers[fact] = form.value
            return walk.keep(redirect(walk.ask_url))
    else:
        form = _form(None, question, walk)
    before = list(takewhile(lambda one: one != question.fact, walk.answers))
    context = {
        "walk": walk,
        "form": form,
        "question": question.question.get(get_language() or "id"),
        "back": f"{walk.ask_url}?{urlencode({'f': before[-1]})}" if before else walk.start_url,
        "number": len(before) + 1,
        "most": MOST,
    }
    return render(request, "portal/navigator/ask.html", context, status=422 if form.errors else 200)


def _form(data: Any, question: Any, walk: Walk) -> QuestionForm:
    said = {**walk.known.facts, **walk.answers}
    villages = [value for name, value in said.items() if name.endswith(".village")]
    return QuestionForm(data, question=question, value=walk.answers.get(question.fact), villages=villages)


def _result(request: HttpRequest, walk: Walk, **context: Any) -> HttpResponse:
    found = answers(walk.known, walk.answers, catalogue=walk.catalogue)
    groups = groups_of(walk, found, _received(request, walk))
    context |= {
        "walk": walk,
        "groups": groups,
        "trouble": trouble_of(found),
        "shown": [(one, one.html(walk.ask_url)) for one in groups],
        "printed": [(one, [] if one.is_folded else one.rows) for one in groups],
        "questions": min(len(open_questions(walk, found)), MOST - len(walk.answers)),
        "said": said_by(walk),
        "today": timezone.localdate(),
        "is_help": walk.kind in ("bantu", "tamu"),
    }
    return render(request, "portal/navigator/result.html", context)


def _received(request: HttpRequest, walk: Walk) -> list[Aid]:
    """What the person received, as far as whoever asks may see it; nothing for a stranger."""
    if walk.kind == "saya":
        return aid_to_owner(request.user)
    is_shown = walk.known.business is not None and request.user.can("aid.read")
    return aid_to(walk.known.business.owner) if is_shown else []


def _is_held_back(request: HttpRequest) -> bool:
    address = limits.address_of(request)
    return not limits.count_try("navigator address", address, limit=PER_ADDRESS, window=WINDOW)


def _held_back(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/navigator/held_back.html", status=429)
