"""Pages of background work."""

from django.urls import path

from . import views

app_name = "work"
urlpatterns = [
    path("<uuid:job_id>/", views.show, name="job"),
    path("<uuid:job_id>/bagian/", views.part, name="part"),
    path("<uuid:job_id>/ulang/", views.again, name="again"),
]
