"""The app of background work; finds every installed app's `jobs.py`."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class WorkConfig(AppConfig):
    name = "satupintu.foundation.work"
    verbose_name = "Pekerjaan latar"

    def ready(self) -> None:
        autodiscover_modules("jobs")
