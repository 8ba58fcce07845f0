"""The app of accounts, roles and permission."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "satupintu.foundation.accounts"
    verbose_name = "Akun"
