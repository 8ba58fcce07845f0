"""The pages of what came in: one's own area only, harmless whatever was written, NIK covered."""

from typing import Any

import pytest

from .conftest import NIK, RT, photo


def test_a_submission_is_shown_in_words_and_its_nik_covered(send: Any, client_of: Any) -> None:
    one = send(kk=NIK, business_name="Warung Sri", extra_fact="x").submission
    page = client_of("village_officer").get(f"/pendataan/{one.pk}/").content.decode()
    assert "Makanan dan minuman" in page and "36.000.000" in page and "Nama pemilik usaha" in page
    assert NIK not in page and "350711••••••••01" in page


def test_markup_in_a_name_is_text(send: Any, client_of: Any) -> None:
    one = send(name="<script>alert(1)</script>", business_name="{{ x }}<img src=x>").submission
    client = client_of("village_officer")
    for path in (f"/pendataan/{one.pk}/", "/pendataan/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page and "<img src=x>" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_problems_are_sentences_and_can_be_listed_alone(send: Any, client_of: Any) -> None:
    one = send(nik="0" * 16).submission
    send(name="Budi Baik")
    client = client_of("district_officer")
    assert "angka nol semua" in client.get(f"/pendataan/{one.pk}/").content.decode()
    only = client.get("/pendataan/?masalah=1").content.decode()
    assert "Sri Wahyuni" in only and "Budi Baik" not in only


@pytest.mark.parametrize(
    ("role", "area"), [("rt_head", "35.07.11.2008.D01.W001.T004"), ("village_officer", "35.07.11.2007")]
)
def test_another_area_s_submission_is_not_there(send: Any, client_of: Any, role: str, area: str) -> None:
    one = send(with_={"files": {"a.jpg": photo()}}, photo="a.jpg").submission
    client = client_of(role, area=area)
    assert client.get(f"/pendataan/{one.pk}/").status_code == 404
    assert client.get(f"/pendataan/{one.pk}/lampiran/{one.attachments.get().pk}/").status_code == 404
    assert "Sri Wahyuni" not in client.get("/pendataan/").content.decode()


def test_a_photo_is_shown_and_anything_else_is_a_download(send: Any, client_of: Any) -> None:
    files = {"a.jpg": photo(), "b.jpg": b"<script>alert(1)</script>"}
    one = send(with_={"files": files}, photo="a.jpg", other="b.jpg").submission
    client = client_of("rt_head", area=RT)
    shown, other = (client.get(f"/pendataan/{one.pk}/lampiran/{row.pk}/") for row in one.attachments.all())
    assert (
        shown.headers["Content-Type"] == "image/jpeg" and b"".join(shown.streaming_content) == files["a.jpg"]
    )
    assert other.headers["Content-Type"] == "application/octet-stream"
    assert "attachment" in other.headers["Content-Disposition"]
    assert "sandbox" in other.headers["Content-Security-Policy"]


@pytest.mark.parametrize("role", ["bank_officer", "administrator", "business_owner"])
def test_roles_without_submissions_see_none(client_of: Any, role: str, areas: Any) -> None:
    assert client_of(role, area="35.07").get("/pendataan/").status_code == 403
