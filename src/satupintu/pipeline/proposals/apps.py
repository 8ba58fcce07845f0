"""The app of proposals and decrees."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "satupintu.pipeline.proposals"
    verbose_name = "Usulan dan keputusan"
