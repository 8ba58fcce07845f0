"""Callbacks go to where they were sent and to nothing inside, whatever names and redirects say."""

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from satupintu.gateways.dci import callbacks
from satupintu.gateways.dci.callbacks import AddressProblem, is_outside, post, target_of

INSIDE = ["127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",  # noqa: S104
          "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1",
          "64:ff9b::7f00:1", "64:ff9b:1::1", "::7f00:1", "::ffff:0:10.0.0.1", "192.88.99.1",
          "2002:7f00:1::", "2001:db8::1", "198.18.0.1", "fd00:ec2::254", "fe80::1%eth0"]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_inside(address):
    assert not is_outside(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"]
)
def test_outside(address):
    assert is_outside(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::1]", "[::ffff:10.0.0.1]",
                                  "localhost", "LOCALHOST.", "db.internal", "printer.local"])  # fmt: skip
def test_hosts_inside_are_refused_without_asking_anybody(host, monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: pytest.fail("asked a name server"))
    ended = post(f"https://{host}/callback", b"{}")
    assert not ended.taken
    assert ended.is_final


@pytest.fixture
def resolves(monkeypatch):
    """`resolves("93.184.216.34", …)`: what every name leads to; the list of addresses that were connected to."""
    connected = []

    def refuse(address, *_rest, **_named):
        connected.append(address[0])
        raise ConnectionRefusedError

    def to(*addresses):
        asked = iter([addresses, *([["127.0.0.1"]] * 9)])  # a second look would lead inside

        def getaddrinfo(host, port, *_rest, **_named):
            family = {True: socket.AF_INET6, False: socket.AF_INET}
            return [(family[":" in one], socket.SOCK_STREAM, 6, "", (one, port)) for one in next(asked)]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(socket, "create_connection", refuse)
        return connected

    return to


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_leads_inside_is_refused(resolves, address):
    connected = resolves("93.184.216.34", address)
    ended = post("https://mitra.example.org/cb", b"{}")
    assert (ended.taken, ended.is_final, connected) == (False, True, [])


def test_a_name_that_leads_elsewhere_the_second_time(resolves):
    connected = resolves("93.184.216.34")
    assert "ConnectionRefusedError" in post("https://mitra.example.org/cb", b"{}").says
    assert connected == ["93.184.216.34"]


def test_a_setting_opens_one_host_and_port_and_no_other():
    opened = {"127.0.0.1:8080", "spmis.internal"}
    assert target_of("http://127.0.0.1:8080/a?b=c", opened).path == "/a?b=c"
    assert target_of("http://spmis.internal:99/", opened).port == 99
    for address in (
        "http://127.0.0.1:8081/",
        "http://127.0.0.2:8080/",
        "http://mitra.example.org/",
        "http://a.spmis.internal/",
    ):
        with pytest.raises(AddressProblem):
            target_of(address, opened)


@pytest.mark.parametrize(
    "host", ["a..b", ".example.com", "a" * 64 + ".example", "-", "a b", "exa%2emple.com"]
)
def test_a_name_that_none_can_have_is_refused_before_anybody_is_asked(host, monkeypatch):
    """Python's own look-up raises something else than OSError for some of these."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: pytest.fail("asked a name server"))
    ended = post(f"https://{host}/callback", b"{}")
    assert (ended.taken, ended.is_final) == (False, True)


def test_the_second_address_of_a_name_is_tried_too(resolves):
    connected = resolves("2606:2800:220:1:248:1893:25c8:1946", "93.184.216.34")
    post("https://mitra.example.org/cb", b"{}")
    assert connected == ["2606:2800:220:1:248:1893:25c8:1946", "93.184.216.34"]


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_no_text_breaks_the_guard(text):
    for address in (text, f"https://{text}", f"https://{text}/", f"https://a.example:{text}/"):
        try:
            target = target_of(address)
        except AddressProblem:
            continue
        assert target.scheme == "https"
        assert target.host


def test_an_end_that_never_answers_is_left(monkeypatch):
    """It takes the connection and says one byte now and then."""
    import threading

    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
        stop = threading.Event()

        def dribble():
            connection, _address = server.accept()
            with connection:
                while not stop.wait(0.02):
                    try:
                        connection.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=dribble, daemon=True)
        thread.start()
        ended = callbacks.post(f"http://{host}/", b"{}", open_hosts={host}, patience=0.2)
        stop.set()
        thread.join()
    assert not ended.taken
    assert not ended.is_final
