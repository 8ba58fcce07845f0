"""The API's addresses; importing the modules of its routes registers them."""

from django.urls import path

from . import reading, reporting
from .routes import urls

__all__ = ["reading", "reporting", "urlpatterns"]
urlpatterns = [path("api/v1/", urls())]
