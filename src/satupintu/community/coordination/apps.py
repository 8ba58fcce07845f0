"""The app of coordination: action plans, partners, meetings."""

from django.apps import AppConfig


class CoordinationConfig(AppConfig):
    name = "satupintu.community.coordination"
    verbose_name = "Koordinasi"
