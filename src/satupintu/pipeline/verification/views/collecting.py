"""Where a tier adds what was missed, and where a collector mends: addresses of the collection form."""

from django.urls import NoReverseMatch, reverse

from satupintu.foundation.accounts.models import User
from satupintu.pipeline.collection.forms import load_forms
from satupintu.pipeline.collection.models import Submission

SHORT = "sidt_pendek"  # the two minutes at the door


def collect_href(user: User) -> str:
    """The form in which the user adds a business of their area; empty for those who do not collect."""
    return _form(SHORT) if user.can("submission.create") else ""


def mend_href(submission: Submission) -> str:
    """The form with this submission's answers in it, whose sending takes its place."""
    form = submission.form if submission.form in load_forms() else SHORT
    return f"{_form(form)}?ganti={submission.pk}"


def _form(form_id: str) -> str:
    try:
        return reverse("field:fill", args=[form_id])
    except NoReverseMatch:  # no collection on the web in this house: the link would lead there
        return f"/pendataan/isi/{form_id}/"
