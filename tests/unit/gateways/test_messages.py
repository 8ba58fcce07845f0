"""Messages leave by the gateway the office chose; what goes wrong is told without anybody's number."""

import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from satupintu.gateways.messages import GatewayProblem, open_gateway
from satupintu.gateways.messages.whatsapp import WhatsAppGateway

MESSAGE = {
    "to": "+6281234567890",
    "template": "sign_in_code",
    "words": {"code": "123456"},
    "text": "Kode 123456",
}


@pytest.fixture
def provider():
    """Stands in for WhatsApp: keeps what it was sent and answers `provider.status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            self.server.sent.append(
                (self.path, self.headers["Authorization"], json.loads(self.rfile.read(length)))
            )
            self.send_response(self.server.status)
            self.end_headers()
            self.wfile.write(b'{"error": "+6281234567890 is unknown"}')

        def log_message(self, *_arguments):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.sent, server.status = [], 200
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def whatsapp(provider):
    api = f"http://127.0.0.1:{provider.server_port}/v1"
    return WhatsAppGateway(
        token="t", sender="42", template="kode_masuk", reminder_template="pengingat", api=api
    )


def test_the_folder_keeps_each_message_for_the_house_alone(tmp_path):
    gateway = open_gateway("folder", folder=tmp_path / "outbox")
    gateway.send(**MESSAGE)
    gateway.send(**MESSAGE)
    files = list((tmp_path / "outbox").iterdir())
    assert len(files) == 2
    assert json.loads(files[0].read_text())["text"] == "Kode 123456"
    assert files[0].stat().st_mode & 0o077 == 0


def test_whatsapp_gets_the_approved_template_with_the_code(provider):
    whatsapp(provider).send(**MESSAGE)
    path, token, body = provider.sent[0]
    assert (path, token) == ("/v1/42/messages", "Bearer t")
    assert (body["to"], body["template"]["name"]) == ("6281234567890", "kode_masuk")
    assert [one["parameters"][0]["text"] for one in body["template"]["components"]] == ["123456", "123456"]


def test_whatsapp_gets_a_reminder_in_a_template_of_its_own(provider):
    words = {"what": "“Pameran”, tenggat 30 Juni 2026 (hari ini).", "link": "https://contoh.id/rencana/1/"}
    reminder = MESSAGE | {"template": "plan_reminder", "words": words}
    whatsapp(provider).send(**reminder)
    template = provider.sent[0][2]["template"]
    assert template["name"] == "pengingat"
    assert [one["text"] for one in template["components"][0]["parameters"]] == list(words.values())
    without = WhatsAppGateway(token="t", sender="42", template="kode_masuk")
    with pytest.raises(GatewayProblem) as caught:
        without.send(**reminder)
    assert caught.value.is_final


@pytest.mark.parametrize(("status", "is_final"), [(400, True), (401, True), (429, False), (503, False)])
def test_a_refusal_is_told_by_its_number_only(provider, status, is_final):
    provider.status = status
    with pytest.raises(GatewayProblem) as caught:
        whatsapp(provider).send(**MESSAGE)
    assert str(caught.value) == f"WhatsApp menjawab {status}"
    assert caught.value.is_final is is_final


def test_a_provider_that_is_away_is_tried_again():
    gateway = WhatsAppGateway(token="t", sender="42", template="kode", api="http://127.0.0.1:9")
    with pytest.raises(GatewayProblem, match="tidak dapat dihubungi") as caught:
        gateway.send(**MESSAGE)
    assert not caught.value.is_final


@pytest.mark.parametrize(
    "answer",
    [b"not HTTP at all\r\n\r\n", b"", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"x" * 70_000],
)
def test_an_answer_that_is_no_answer_is_tried_again(answer):
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def speak():
            caller, _address = listening.accept()
            with caller:
                caller.recv(65_536)
                caller.sendall(answer)

        thread = threading.Thread(target=speak, daemon=True)
        thread.start()
        api = f"http://127.0.0.1:{listening.getsockname()[1]}"
        with pytest.raises(GatewayProblem, match="tidak dapat dihubungi") as caught:
            WhatsAppGateway(token="t", sender="42", template="kode", api=api).send(**MESSAGE)
        thread.join()
    assert not caught.value.is_final


@pytest.mark.parametrize("kind", ["", "merpati", "whatsapp"])
def test_a_way_that_is_not_set_up_says_what_to_set(kind, tmp_path):
    with pytest.raises(GatewayProblem, match="SATUPINTU_"):
        open_gateway(kind, folder=tmp_path)
