"""A form that was filled in while the session ended: it stays on its page until its own person is signed in again."""

import pytest

PASSWORD = "pintu-terbuka-lebar-7"


@pytest.fixture
def form(page, sign_in, make_user):
    """The page of a round's form, open for two minutes, with a title in it; its officer."""
    page.clock.install()
    user = sign_in(page, make_user("administrator", username="bu.rini"))
    page.goto("/akun/baru/")
    page.get_by_label("Nama lengkap").fill("Wahyu Hidayat")
    page.clock.fast_forward("02:00")
    return page, user


def by_form(page, user):
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Masuk lagi").click()
    tab = opened.value
    tab.get_by_label("Nama pengguna").fill(user.username)
    tab.get_by_label("Kata sandi").fill(PASSWORD)
    tab.get_by_role("button", name="Masuk", exact=True).click()
    tab.wait_for_url("**/")
    tab.close()


def send(page):
    page.get_by_role("button", name="Simpan").click()


def test_a_form_stays_until_its_person_is_signed_in_again(form, make_user, screenshot):
    from satupintu.foundation.accounts.models import User

    page, user = form
    page.get_by_label("Nama pengguna").fill("wahyu")
    page.get_by_label("Peran").select_option("village_officer")
    page.get_by_label("Kode wilayah").fill("35.07.11.2008")
    page.context.clear_cookies()
    send(page)
    page.get_by_text("Masa masuk Anda sudah habis").wait_for()
    screenshot(page, "session-over")
    assert page.get_by_label("Nama lengkap").input_value() == "Wahyu Hidayat"
    by_form(page, make_user("auditor", username="orang.lain"))
    send(page)
    page.get_by_text("sekarang orang lain yang masuk").wait_for()
    assert not User.objects.filter(username="wahyu").exists(), "nothing is sent in another's name"
    page.context.clear_cookies()
    by_form(page, user)
    send(page)
    page.get_by_role("heading", name="Kata sandi untuk Wahyu Hidayat").wait_for()


def test_a_form_whose_person_is_still_there_is_sent_once(form):
    page, _user = form
    sent = []
    page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    send(page)
    page.locator(".govuk-error-summary").wait_for()  # of what the form lacks
    assert len(sent) == 1
