"""Long work of the exchange: counting the open data anew."""

from django.urls import reverse

from satupintu.foundation.work.services import Progress, job

from .open_data.publishing import publish

PUBLISH = "open_data.publish"


@job(PUBLISH, resumes=True)
def publish_open_data(progress: Progress) -> str:  # noqa: ARG001
    publish()
    return reverse("interop:open_data")
