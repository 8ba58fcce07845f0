"""The app of exchange with other systems."""

from django.apps import AppConfig


class InteropConfig(AppConfig):
    name = "satupintu.interop"
    verbose_name = "Pertukaran data"
