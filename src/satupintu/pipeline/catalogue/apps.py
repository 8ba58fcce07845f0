"""The app that shows programmes and their law; it keeps nothing in the database."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "satupintu.pipeline.catalogue"
    verbose_name = "Program"
