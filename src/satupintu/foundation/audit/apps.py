"""The app of the audit trail."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "satupintu.foundation.audit"
    verbose_name = "Jejak"
