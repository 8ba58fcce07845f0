"""The app of payments and the bank answers."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "satupintu.pipeline.payments"
    verbose_name = "Penyaluran"
