"""What keeps an office's server from starting, so that nobody learns of it from a page."""

import pytest

from satupintu.project import serve

WHOLE = {"token": "t", "sender": "42", "template": "kode", "reminder_template": ""}


@pytest.mark.parametrize(
    ("kind", "missing", "words"),
    [
        ("sms", "", "whatsapp atau folder"),
        ("wa", "", "whatsapp atau folder"),
        ("whatsapp", "token", "SATUPINTU_WHATSAPP_TOKEN"),
        ("whatsapp", "sender", "_SENDER"),
        ("whatsapp", "template", "_TEMPLATE"),
    ],
)
def test_messages_that_could_never_leave_keep_the_server_from_starting(settings, kind, missing, words):
    settings.MESSAGES, settings.WHATSAPP = kind, WHOLE | {missing: ""} if missing else WHOLE
    told = serve._messages_trouble()
    assert f"SATUPINTU_MESSAGES={kind}" in told and words in told and "Kosongkan" in told


@pytest.mark.parametrize("kind", ["", "folder", "whatsapp"])
def test_messages_that_can_leave_or_are_not_wanted_do_not(settings, kind):
    settings.MESSAGES, settings.WHATSAPP = kind, WHOLE
    assert serve._messages_trouble() == ""
