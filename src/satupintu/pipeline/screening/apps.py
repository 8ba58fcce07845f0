"""The app of rounds: lists, reference sets, runs."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    name = "satupintu.pipeline.screening"
    verbose_name = "Putaran"
