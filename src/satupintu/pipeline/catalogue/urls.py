"""Pages of the rules: which programmes there are, and one of them with its law."""

from django.urls import path

from . import views

app_name = "catalogue"
urlpatterns = [
    path("aturan/", views.programmes, name="programmes"),
    path("aturan/<slug:programme_id>/", views.programme, name="programme"),
]
