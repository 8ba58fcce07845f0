"""ODK Collect's side of the talk: forms down, filled-in forms and photos up, each counted once."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from defusedxml import ElementTree
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from satupintu.pipeline.collection.forms import load_forms
from satupintu.pipeline.collection.keys import keys_of, make_key, withdraw_key
from satupintu.pipeline.collection.models import CollectorKey, Submission
from satupintu.pipeline.collection.openrosa_views import WRONG_KEYS

from .conftest import NIK, OTHER_RT, photo


@pytest.fixture
def key(rt_head: Any) -> str:
    return make_key(by=rt_head)


def xml_of(
    instance: str = "", version: str = "2026-11-23", form: str = "sidt_pendek", **changed: str
) -> bytes:
    said = {
        "name": "Sri Wahyuni",
        "nik": NIK,
        "address": "Jalan Melati 3",
        "sector": "food",
        "is_open": "yes",
    }
    leaves = "".join(f"<{name}>{text}</{name}>" for name, text in {**said, **changed}.items())
    return (
        f'<?xml version="1.0"?><data id="{form}" version="{version}" xmlns:orx="http://openrosa.org/xforms">'
        f"<end>2026-11-20T09:30:00.000+07:00</end><owner>{leaves}</owner>"
        f"<orx:meta><orx:instanceID>{instance or f'uuid:{uuid4()}'}</orx:instanceID></orx:meta></data>"
    ).encode()


def post(key: str, xml: bytes, photos: dict[str, bytes] | None = None, **headers: str) -> Any:
    """A phone with cookies of nobody, whose requests Django would hold for forged ones."""
    parts: dict[str, Any] = {"xml_submission_file": SimpleUploadedFile("submission.xml", xml, "text/xml")}
    for name, content in (photos or {}).items():
        parts[name] = SimpleUploadedFile(name, content, "image/jpeg")
    return Client(enforce_csrf_checks=True).post(f"/odk/{key}/submission", parts, headers=headers)


def said(response: Any) -> str:
    root = ElementTree.fromstring(response.content)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return root[0].text or ""


def test_the_list_leads_to_the_forms(key: str, client: Client) -> None:
    listed = client.get(f"/odk/{key}/formList")
    assert listed.status_code == 200 and listed.headers["X-OpenRosa-Version"] == "1.0"
    space = {"x": "http://openrosa.org/xforms/xformsList"}
    forms = {
        one.findtext("x:formID", namespaces=space): one
        for one in ElementTree.fromstring(listed.content).findall("x:xform", space)
    }
    assert {"sidt_pendek", "sidt_panjang"} <= set(forms)
    short = forms["sidt_pendek"]
    form = client.get(short.findtext("x:downloadUrl", namespaces=space))
    newest = load_forms()["sidt_pendek"].version
    assert f'<data id="sidt_pendek" version="{newest}">'.encode() in form.content
    manifest = client.get(short.findtext("x:manifestUrl", namespaces=space))
    assert ElementTree.fromstring(manifest.content).tag.endswith("manifest")
    one = client.get(f"/odk/{key}/formList?formID=sidt_panjang").content
    assert b"sidt_panjang" in one and b"sidt_pendek" not in one


def test_the_phone_asks_first_where_and_how_much(key: str, client: Client) -> None:
    response = client.head(f"/odk/{key}/submission")
    assert response.status_code == 204
    assert response.headers["X-OpenRosa-Accept-Content-Length"] == str(40 * 1024 * 1024)
    assert response.headers["Location"].endswith(f"/odk/{key}/submission") and response.headers["Date"]


def test_a_form_with_its_photo_is_one_submission_however_often_it_is_sent(key: str, rt_head: Any) -> None:
    xml = xml_of(photo="toko.jpg")
    answers = [post(key, xml, {"toko.jpg": photo()}) for _time in range(3)]
    assert [one.status_code for one in answers] == [201, 201, 201]
    submission = Submission.objects.get()
    assert submission.by == rt_head and submission.channel == "odk" and submission.problems == []
    assert submission.taken_at.isoformat() == "2026-11-20T02:30:00+00:00"
    assert (submission.folder / "submission.xml").read_bytes() == xml
    assert submission.attachments.count() == 1


def test_a_phone_of_another_is_not_told_that_its_form_was_received_when_it_was_not(
    key: str, make_user: Any
) -> None:
    other = make_key(by=make_user("rt_head", area=OTHER_RT))
    xml = xml_of("uuid:1", photo="a.jpg")
    post(key, xml)
    for sent in ((xml_of("uuid:1", name="Korban", photo="a.jpg"), {}), (xml, {"a.jpg": photo()})):
        answer = post(other, *sent)
        assert answer.status_code == 400 and "dari akun lain" in said(answer)
    assert post(other, xml).status_code == 201
    assert post(key, xml, {"a.jpg": photo()}).status_code == 201
    assert Submission.objects.get().attachments.count() == 1


def test_a_form_edited_after_it_was_sent_mends_the_first(key: str, rt_head: Any, make_user: Any) -> None:
    """It was counted as another business."""
    post(key, xml_of("uuid:1", nik="3507111206870099"))
    edited = xml_of("uuid:2").replace(
        b"</orx:meta>", b"<orx:deprecatedID>uuid:1</orx:deprecatedID></orx:meta>"
    )
    other = make_key(by=make_user("rt_head", area=OTHER_RT))
    assert "bukan dari wilayah Anda" in said(post(other, edited))
    assert [post(key, edited).status_code for _again in range(2)] == [201, 201]
    mended, first = Submission.objects.all()
    assert (mended.replaces, mended.nik, mended.instance_id) == (first, NIK, "uuid:2")
    assert "deprecatedID" not in mended.facts
    unknown = edited.replace(b"uuid:2", b"uuid:3").replace(b"uuid:1", b"uuid:9")
    assert post(key, unknown).status_code == 201, "the first never came: nothing is lost for it"


def test_photos_may_come_one_request_each(key: str) -> None:
    xml = xml_of(photo="a.jpg", place_photo="b.jpg")
    post(key, xml)
    post(key, xml, {"a.jpg": photo()})
    assert [one.name for one in Submission.objects.get().attachments.all()] == ["a.jpg"]


def test_a_photo_cut_off_on_the_way_is_kept_and_the_whole_one_beside_it(key: str, client_of: Any) -> None:
    xml, whole = xml_of(photo="a.jpg"), photo()
    post(key, xml, {"a.jpg": whole[: len(whole) // 2]})
    submission = Submission.objects.get()
    page = client_of("village_officer").get(f"/pendataan/{submission.pk}/").content.decode()
    assert "terpotong atau rusak" in page
    post(key, xml, {"a.jpg": whole})
    kept = {one.name: one.is_broken for one in submission.attachments.all()}
    assert kept == {"a.jpg": True, "a-2.jpg": False}
    page = client_of("village_officer").get(f"/pendataan/{submission.pk}/").content.decode()
    assert "Ada foto yang terpotong" not in page


@pytest.mark.parametrize(
    ("xml", "sentence"),
    [
        (b"", "kosong"),
        (xml_of()[:150], "terpotong"),
        (b"<html/>", "tidak bernomor"),
        (xml_of(form="sensus"), "tidak dikenal"),
        (xml_of(version="2019-01-01"), "Perbarui formulir"),
        (xml_of(rt="009"), "Jawaban menyebut RT 9"),
        (b'<!DOCTYPE d [<!ENTITY a "b">]><data id="sidt_pendek">&a;</data>', "terpotong"),
    ],
    ids=["empty", "truncated", "no form", "unknown", "old", "outside", "entities"],
)
def test_what_cannot_be_kept_is_refused_in_words(key: str, xml: bytes, sentence: str) -> None:
    response = post(key, xml)
    assert response.status_code == 400 and sentence in said(response)
    assert not Submission.objects.exists()


def test_a_request_of_fifty_megabytes_is_refused_before_it_is_read(key: str) -> None:
    response = Client().generic(
        "POST",
        f"/odk/{key}/submission",
        b"x",
        "multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(50 * 2**20),
    )
    assert response.status_code == 413 and "Perkecil fotonya" in said(response)


def test_a_key_lets_more_through_than_a_stranger_may_send(key: str) -> None:
    big = {"toko.jpg": photo(700)}
    assert len(big["toko.jpg"]) > 64 * 1024
    assert post(key, xml_of(photo="toko.jpg"), big).status_code == 201
    assert post("wrong", xml_of(photo="toko.jpg"), big).status_code == 413


def test_the_clock_of_the_phone_is_read_as_it_sends(key: str) -> None:
    yesterday = http_date((timezone.now() - timedelta(days=1)).timestamp())
    post(key, xml_of(), Date=yesterday)
    assert Submission.objects.get().problems == ["clock_off"]


@pytest.mark.parametrize(
    "date", ["Mon, 20 Nov 99999999999 19:12:08 GMT", "Mon, 20 Nov 2026 1:1:1 +9999999999999", "x"]
)
def test_a_date_that_no_calendar_has_is_none(key: str, date: str) -> None:
    assert post(key, xml_of(), Date=date).status_code == 201


@pytest.mark.parametrize("path", ["formList", "submission", "forms/sidt_pendek.xml", "forms/a/manifest"])
def test_strangers_get_nothing(path: str, client: Client, rt_head: Any) -> None:
    for method in (client.get, client.post):
        assert method(f"/odk/guess/{path}").status_code == 403


def test_a_withdrawn_key_and_an_account_that_is_closed_open_nothing(key: str, rt_head: Any) -> None:
    other = make_key(by=rt_head)
    withdraw_key(by=rt_head, key=keys_of(rt_head)[0])
    assert "dicabut" in said(post(other, xml_of()))
    assert post(key, xml_of()).status_code == 201
    rt_head.is_active = False
    rt_head.save()
    assert post(key, xml_of()).status_code == 403


def test_guessing_keys_is_held_back(client: Client, key: str) -> None:
    for n in range(WRONG_KEYS):
        client.get(f"/odk/guess{n}/formList")
    assert client.get("/odk/another/formList").status_code == 429
    assert client.get(f"/odk/{key}/formList").status_code == 200, "who shares the address has a key"


def test_the_key_is_shown_once_and_kept_as_a_hash(client_of: Any, rts: Any) -> None:
    client = client_of("hamlet_head", area="35.07.11.2008.D01")
    page = client.post("/pendataan/odk/").content.decode()
    secret = re.findall(r"/odk/([\w-]{30,})", page)[0]
    assert Client().get(f"/odk/{secret}/formList").status_code == 200
    assert "data:image/svg+xml" in page
    assert secret not in client.get("/pendataan/odk/").content.decode()
    assert not CollectorKey.objects.filter(key_sha256__contains=secret[:20]).exists()
    client.post(f"/pendataan/odk/{CollectorKey.objects.get().pk}/cabut/")
    assert Client().get(f"/odk/{secret}/formList").status_code == 403


def test_no_log_holds_a_key(key: str, caplog: Any) -> None:
    post(key, b"")
    from satupintu.foundation.audit.masking import MaskPersonalData

    assert caplog.records
    for line in caplog.records:
        MaskPersonalData().filter(line)
        assert key not in line.getMessage()


def test_nobody_withdraws_another_s_key(client_of: Any, rt_head: Any, key: str) -> None:
    other = client_of("village_officer")
    assert other.post(f"/pendataan/odk/{keys_of(rt_head)[0].pk}/cabut/").status_code == 404
