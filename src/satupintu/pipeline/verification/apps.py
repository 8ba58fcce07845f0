"""The app of verification: tier by tier, who confirmed what, and when."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    name = "satupintu.pipeline.verification"
    verbose_name = "Verifikasi"
