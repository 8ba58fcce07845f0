"""The app of collection: what people say about a business, as it was sent."""

from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "satupintu.pipeline.collection"
    verbose_name = "Pendataan"
