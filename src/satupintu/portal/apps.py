"""The app of the pages that cross stages, and of the look of every page."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "satupintu.portal"
    verbose_name = "Portal"
