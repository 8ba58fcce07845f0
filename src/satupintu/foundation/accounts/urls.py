"""Pages of accounts."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("masuk/", views.sign_in, name="sign_in"),
    path("keluar/", views.sign_out, name="sign_out"),
    path("kata-sandi/", views.change_password, name="change_password"),
    path("daftar/", views.accounts, name="accounts"),
    path("baru/", views.account, name="new_account"),
    path("<number:user_id>/", views.account, name="account"),
    path("<number:user_id>/kata-sandi/", views.reset_password, name="reset_password"),
]
