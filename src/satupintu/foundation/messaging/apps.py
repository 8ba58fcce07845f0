"""The app of messages to phones."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "satupintu.foundation.messaging"
    verbose_name = "Pesan"
