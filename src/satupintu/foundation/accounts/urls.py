"""Pages of accounts."""

from django.urls import path

from .views import accounts, phone, second_factor, signing

app_name = "accounts"
urlpatterns = [
    path("masuk/", signing.sign_in, name="sign_in"),
    path("masuk/kode-aplikasi/", second_factor.step, name="second_step"),
    path("masuk/hp/", phone.ask, name="phone"),
    path("masuk/kode/", phone.code, name="phone_code"),
    path("masuk/tautan/<str:token>/", phone.link, name="phone_link"),
    path("keluar/", signing.sign_out, name="sign_out"),
    path("siapa/", signing.who, name="who"),
    path("kata-sandi/", signing.change_password, name="change_password"),
    path("faktor-kedua/", second_factor.own, name="second_factor"),
    path("lapangan/", accounts.invited, name="invited"),
    path("lapangan/baru/", accounts.invite, name="new_invite"),
    path("lapangan/<number:user_id>/", accounts.invite, name="invite"),
    path("daftar/", accounts.accounts, name="accounts"),
    path("baru/", accounts.account, name="new_account"),
    path("<number:user_id>/", accounts.account, name="account"),
    path("<number:user_id>/kata-sandi/", accounts.reset_password, name="reset_password"),
    path("<number:user_id>/faktor-kedua/", accounts.reset_second_factor, name="reset_second_factor"),
]
