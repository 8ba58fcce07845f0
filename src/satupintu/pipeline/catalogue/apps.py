"""The app that shows programmes and their law; in the database it keeps what agencies report."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "satupintu.pipeline.catalogue"
    verbose_name = "Program"
