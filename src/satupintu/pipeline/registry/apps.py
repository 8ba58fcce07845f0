"""The app of the registry: who is who, as far as judged, and what is known of each business, from whom, since when."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "satupintu.pipeline.registry"
    verbose_name = "Registri"

    def ready(self) -> None:
        from .own import inviting  # noqa: F401 - it tells the accounts who may be invited
