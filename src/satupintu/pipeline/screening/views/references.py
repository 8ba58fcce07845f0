"""Pages of reference sets: what was handed over when, and handing over a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from satupintu.foundation.accounts.permissions import allow
from satupintu.foundation.refusal import Refused
from satupintu.foundation.work.models import Job

from ..forms import ReferenceSetForm, lacking_lists, reference_lists
from ..selectors.visibility import visible_references
from ..services.sent_references import send_reference


@allow("reference.read")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "screening/references.html", {"sets": visible_references(request.user)})


@allow("reference.read")
@require_safe
def show(request: HttpRequest, set_id: int) -> HttpResponse:
    chosen = get_object_or_404(visible_references(request.user), pk=set_id)
    known = reference_lists()
    lists = [
        {
            "name": name,
            "title": known[name][0] if name in known else _("Tidak diminta program mana pun"),
            **one,
        }
        for name, one in chosen.lists.items()
    ]
    context = {"set": chosen, "lists": lists, "lacking": lacking_lists(chosen.lists)}
    return render(request, "screening/reference.html", context)


@allow("reference.upload")
def new(request: HttpRequest) -> HttpResponse:
    form = ReferenceSetForm(request.POST or None, request.FILES or None, by=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = send_reference(
                by=request.user,
                name=form.cleaned_data["name"],
                area=request.user.area,
                files=form.files_by_list(),
                base=form.cleaned_data["base"],
            )
        except Refused as refusal:
            for sentence in str(refusal).splitlines():
                form.add_error(None, sentence)
        else:
            if isinstance(made, Job):
                return redirect("work:job", made.pk)
            messages.success(request, _("Daftar acuan %(name)s dimuat.") % {"name": made.name})
            return redirect("screening:reference", made.pk)
    status = 422 if form.errors else 200
    return render(request, "screening/new_reference.html", {"form": form}, status=status)
