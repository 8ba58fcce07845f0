"""Signing in by a code or a link on one's phone: once, for ten minutes, and without telling whose number it is."""

import http.client
import re
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from satupintu.foundation.accounts import phone_sign_in
from satupintu.foundation.accounts.models import SignInCode, User
from satupintu.foundation.audit.models import Event
from satupintu.foundation.messaging import services as messaging
from satupintu.foundation.messaging.models import Message, MessageState

pytestmark = pytest.mark.django_db(transaction=False)
PHONE, WRITTEN = "+6281234567890", "0812-3456-7890"


@pytest.fixture(autouse=True)
def set_up(settings, data_folder, monkeypatch, django_capture_on_commit_callbacks):
    settings.MESSAGES = "folder"
    settings.DEMO = True  # keeps the words of what was sent, for us to read
    monkeypatch.setattr(phone_sign_in, "ANSWERS_TAKE", 0)


@pytest.fixture
def head(make_user):
    return make_user("rt_head", area="35.07.11.2008", phone=PHONE, name="Pak Budi")


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    def ask(phone=WRITTEN):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post("/akun/masuk/hp/", {"phone": phone})

    return ask


def told() -> tuple[str, str]:
    """The code and the link of the last message."""
    words = Message.objects.first().words
    return words["code"], re.sub(r"^https?://[^/]+", "", words["link"])


def enter(client, code):
    return client.post("/akun/masuk/kode/", {"code": code})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_head_signs_in_with_the_code_that_was_sent(client, head, ask):
    assert ask().url == "/akun/masuk/kode/"
    code, _link = told()
    message = Message.objects.get()
    assert (message.to, message.state) == (PHONE, MessageState.SENT)
    assert "Budi" not in message.text  # no more about anyone than is needed
    assert enter(client, f" {code[:3]} {code[3:]} ").url == "/"
    assert is_in(client)
    assert Event.objects.filter(action="account.sign_in", object_id=str(head.pk)).exists()


def test_a_code_is_good_once(client, head, ask):
    ask()
    code, link = told()
    enter(client, code)
    client.logout()
    session = client.session
    session["sign_in_phone"] = PHONE
    session.save()
    assert enter(client, code).status_code == 200
    assert client.post(link).status_code == 410
    assert not is_in(client)


def test_five_wrong_codes_use_the_right_one_up(client, head, ask):
    ask()
    code, _link = told()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _try in range(phone_sign_in.TRIES):
        assert "Kode tidak cocok" in enter(client, wrong).content.decode()
    assert "Kode tidak cocok" in enter(client, code).content.decode()
    assert not is_in(client)


def test_a_code_ends_after_ten_minutes(client, head, ask):
    ask()
    code, link = told()
    assert (
        timedelta(minutes=9) < SignInCode.objects.get().expires_at - timezone.now() <= phone_sign_in.GOOD_FOR
    )
    SignInCode.objects.update(expires_at=timezone.now())
    assert enter(client, code).status_code == 200
    assert client.get(link).status_code == client.post(link).status_code == 410
    assert not is_in(client)


def test_a_new_code_ends_the_one_before(client, head, ask):
    ask()
    first, _link = told()
    ask()
    second, _link = told()
    if first != second:
        assert enter(client, first).status_code == 200
    assert enter(client, second).status_code == 302


def test_an_unknown_number_reads_like_a_known_one(client, head, ask):
    pages = []
    for phone in (WRITTEN, "0812-9999-7890"):
        assert ask(phone).url == "/akun/masuk/kode/"
        pages.append([enter(client, "000000x"), client.get("/akun/masuk/kode/")])
    for known, unknown in zip(*pages, strict=True):
        assert known.status_code == unknown.status_code == 200
        texts = [re.sub(r'value="[^"]{30,}"', "", one.content.decode()) for one in (known, unknown)]
        assert texts[0].replace("+62812••••7890", "") == texts[1].replace("+62812••••7890", "")
    assert Message.objects.count() == 1


def test_asking_is_counted_by_number_known_or_not(ask):
    for phone in (WRITTEN, "0812-9999-7890"):
        for _time in range(phone_sign_in.PER_PHONE):
            assert ask(phone).status_code == 302
        answer = ask(phone)
        assert answer.status_code == 429
        assert "Terlalu banyak percobaan" in answer.content.decode()


def test_asking_is_counted_by_address(ask, monkeypatch):
    monkeypatch.setattr(phone_sign_in, "PER_ADDRESS", 2)
    assert [ask(f"0812-3456-78{n}").status_code for n in (90, 91, 92)] == [302, 302, 429]


def test_codes_and_links_are_kept_as_hashes_only(client, head, ask):
    ask()
    code, link = told()
    kept = SignInCode.objects.get()
    assert code not in kept.code_hash
    assert link.split("/")[-2] not in kept.token_hash


def test_a_message_forgets_its_words_once_it_left(head, ask, settings):
    settings.DEMO = False
    ask()
    message = Message.objects.get()
    assert (message.state, message.words, message.text) == (MessageState.SENT, {}, "")


def test_a_link_that_a_messenger_opens_by_itself_is_not_used_up(client, head, ask):
    ask()
    _code, link = told()
    assert "Masuk sekarang" in client.get(link).content.decode()
    assert not is_in(client)
    assert client.post(link).url == "/"
    assert is_in(client)


@pytest.mark.parametrize("role", ["district_officer", "administrator"])
def test_offices_do_not_sign_in_by_phone(make_user, ask, role):
    make_user(role, phone=PHONE)
    assert ask().status_code == 302
    assert not Message.objects.exists()


def test_a_closed_account_gets_no_code_and_its_code_lets_nobody_in(client, head, ask):
    ask()
    code, link = told()
    User.objects.update(is_active=False)
    assert enter(client, code).status_code == 200
    client.post(link)
    assert not is_in(client)
    ask()
    assert Message.objects.count() == 1


def test_the_field_stays_signed_in_for_a_month_that_begins_anew(client, head, ask):
    ask()
    enter(client, told()[0])
    month = timedelta(seconds=django_settings.FIELD_SESSION_AGE)
    assert client.session.get_expiry_age() == month.total_seconds()
    assert not client.session.get_expire_at_browser_close()
    session = client.session
    session["renewed_on"] = "2021-01-01"
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(days=2))
    client.get("/")
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=29)


def test_an_office_s_session_ends_with_the_working_day(client_of):
    client = client_of("district_officer")
    client.get("/")
    assert client.session.get_expiry_age() <= 10 * 60 * 60


def test_what_is_no_phone_is_told(ask):
    for wrong in ("", "123", "021-555-1234", "+1 202 555 0123", "<b>"):
        answer = ask(wrong)
        assert answer.status_code == 200
        assert "govuk-error-message" in answer.content.decode()


def test_without_a_gateway_the_way_in_is_not_offered(client, head, ask, settings):
    settings.MESSAGES = ""
    assert "Masuk dengan HP" not in client.get("/akun/masuk/").content.decode()
    assert "belum mengirim kode" in ask().content.decode()
    assert not SignInCode.objects.exists()


def test_a_gateway_that_breaks_leaves_a_message_that_says_so(head, ask, settings):
    settings.MESSAGES, settings.DEMO = "whatsapp", False
    assert ask().status_code == 302
    message = Message.objects.get()
    assert message.state == MessageState.FAILED
    assert "SATUPINTU_WHATSAPP_TOKEN" in message.problem
    assert PHONE not in message.problem


@pytest.mark.parametrize("trouble", [ValueError, KeyError, http.client.BadStatusLine, RuntimeError])
def test_a_gateway_that_fails_as_nobody_foresaw_leaves_no_code_behind(
    head, ask, settings, monkeypatch, caplog, trouble
):
    def send(**what):
        raise trouble(what["text"])

    settings.DEMO = False
    monkeypatch.setattr(messaging, "gateway_of_the_office", lambda: SimpleNamespace(send=send))
    assert ask().status_code == 302
    message = Message.objects.get()
    assert (message.state, message.words) == (MessageState.FAILED, {})
    assert message.problem == f"gangguan di pihak kami ({trouble.__name__})"
    assert "Kode masuk" not in caplog.text


def test_a_code_whose_sender_was_killed_is_taken_from_the_outbox(head, ask, settings):
    ask()
    settings.DEMO = False
    ago = timezone.now() - 2 * messaging.LEFT_BEHIND
    Message.objects.update(state=MessageState.SENDING, made_at=ago)
    messaging.queue_left_behind()
    message = Message.objects.get()
    assert (message.state, message.words) == (MessageState.SENDING, {})


def test_the_outbox_is_the_demo_s_alone(client, head, ask, settings):
    ask()
    assert told()[0] in client.get("/pesan/").content.decode()
    settings.DEMO = False
    assert client.get("/pesan/").status_code == 404
