"""All that was said of pairs of records, the latest first, each with the way back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.refusal import Refused

from .. import services
from ..models import Pair
from ..selectors.pairs import visible_judgements

PAGE_SIZE = 50


@allow("business.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    page = Paginator(visible_judgements(request.user), PAGE_SIZE).get_page(request.GET.get("halaman"))
    return render(request, "registry/judgements.html", {"page": page})


@allow("business.judge")
@require_POST
def undo(request: HttpRequest, judgement_id: int) -> HttpResponse:
    """Takes one back and shows its pair, which asks again."""
    judgement = get_object_or_404(visible_judgements(request.user), pk=judgement_id)
    try:
        services.undo(judgement, request.user)
    except Refused as problem:
        messages.error(request, str(problem))
        return redirect("registry:judgements")
    messages.success(request, _("Penilaian dibatalkan. Catatannya tetap tersimpan."))
    pair = Pair.objects.get(about=judgement.about, left=judgement.left_id, right=judgement.right_id)
    return redirect("registry:pair", pair.pk)
