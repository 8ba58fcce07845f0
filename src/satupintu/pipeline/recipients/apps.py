"""The app of recipients: aid as agencies reported it, overlaps, needs and gaps."""

from django.apps import AppConfig


class RecipientsConfig(AppConfig):
    name = "satupintu.pipeline.recipients"
    verbose_name = "Penerima"

    def ready(self) -> None:
        from .overlap import jobs  # noqa: F401 - found here: it stands beside what it counts
