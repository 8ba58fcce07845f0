"""Pages of collection, and the addresses of ODK Collect, which may not end in a slash."""

from django.urls import path

from . import import_views, openrosa_views, views

app_name = "collection"
urlpatterns = [
    path("pendataan/", views.index, name="submissions"),
    path("pendataan/<number:submission_id>/", views.show, name="submission"),
    path(
        "pendataan/<number:submission_id>/lampiran/<number:attachment_id>/",
        views.attachment,
        name="attachment",
    ),
    path("pendataan/impor/", import_views.index, name="import"),
    path("pendataan/impor/<number:import_id>/", import_views.result, name="import_result"),
    path("pendataan/odk/", views.keys, name="keys"),
    path("pendataan/odk/<number:key_id>/cabut/", views.withdraw, name="withdraw_key"),
    path("odk/<str:key>/formList", openrosa_views.form_list, name="odk_forms"),
    path("odk/<str:key>/forms/<str:form>.xml", openrosa_views.form, name="odk_form"),
    path("odk/<str:key>/forms/<str:form>/manifest", openrosa_views.manifest, name="odk_manifest"),
    path("odk/<str:key>/submission", openrosa_views.submission, name="odk_submission"),
]
