"""The app of the area tree."""

from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "satupintu.foundation.areas"
    verbose_name = "Wilayah"
