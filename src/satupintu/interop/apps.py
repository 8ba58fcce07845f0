"""The app of exchange with other systems."""

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class InteropConfig(AppConfig):
    name = "satupintu.interop"
    verbose_name = "Pertukaran data"

    def ready(self) -> None:
        """A key that cannot sign is told at the start, not to the first partner that asks."""
        if settings.DCI_KEY:
            from .dci.own_key import own_key

            try:
                own_key()
            except ValueError as trouble:
                raise ImproperlyConfigured(f"SATUPINTU_DCI_KEY: {trouble}") from trouble
