"""The pages of plans as each role meets them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from satupintu.community.coordination import services
from satupintu.community.coordination.meetings import services as meetings
from satupintu.community.coordination.models import ActionPlan, Partner, PlanLine, Progress
from satupintu.foundation.audit.models import Event

from . import case

pytestmark = pytest.mark.django_db
HEADER = "Kelompok;Kegiatan;Instansi;Target;Satuan;Tenggat\n"


def at(view, *arguments):
    return reverse(f"coordination:{view}", args=arguments)


@pytest.fixture
def plan(planner):
    return case.agreed(
        planner, {"deadline": date(2026, 2, 1)}, {"activity": "Pameran", "agencies": ("kampus",)}
    )


def test_a_plan_from_nothing_to_agreed_through_the_pages(planner, client):
    client.force_login(planner)
    words = {"title": "Rencana 2026", "area": "35.07", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    assert client.post(at("new_plan"), words).status_code == 302
    plan = ActionPlan.objects.get()
    client.post(at("build_plan", plan.pk), {"name": "Pedagang pasar"})
    group = plan.groups.get()
    assert "Masih kurang" in client.get(at("build_plan", plan.pk)).content.decode()
    words = {
        "programme": "bpum-2021", "activity": "", "agency_0": "dinkop", "agency_1": "kampus", "target": "1200",
        "unit": "orang", "starts_on": "", "deadline": "2026-06-30", "indicator": "", "budget": "1,5 miliar",
    }  # fmt: skip
    assert client.post(at("new_line", group.pk), words | {"target": "banyak"}).status_code == 422
    assert client.post(at("new_line", group.pk), words).status_code == 302
    line = PlanLine.objects.get()
    assert (line.target, line.budget, line.starts_on) == (1200, 1_500_000_000, date(2026, 1, 1))
    assert client.post(at("agree_plan", plan.pk)).status_code == 302
    page = client.get(at("plan", plan.pk)).content.decode()
    assert "BPUM 2021" in page
    assert "Dinas Koperasi" in page


def test_a_sample_begins_a_draft_that_says_what_is_unread(planner, client):
    client.force_login(planner)
    words = {"title": "Contoh", "area": "35.07", "starts_on": "2026-01-01", "ends_on": "2026-12-31"}
    client.post(at("new_plan"), words | {"sample": "pasuruan-2020"})
    plan = ActionPlan.objects.get()
    assert plan.groups.filter(is_pending=True).count() == 10
    assert "belum terbaca" in plan.source
    answer = client.post(at("agree_plan", plan.pk))
    assert answer.status_code == 409
    assert "namanya belum diketahui" in answer.content.decode()


def test_an_import_puts_the_sheet_in_place_of_the_draft_or_leaves_it(planner, client):
    client.force_login(planner)
    plan = case.draft(planner)
    services.add_group(by=planner, plan=plan, name="Yang lama")
    large = SimpleUploadedFile("r.csv", b"x" * (4 * 1024 * 1024 + 1))
    assert "lebih dari 4 MB" in client.post(at("import_plan", plan.pk), {"file": large}).content.decode()
    wrong = HEADER + "Nelayan;Las;entah;5;orang;1-3-2026\n"
    answer = client.post(at("import_plan", plan.pk), {"file": SimpleUploadedFile("r.csv", wrong.encode())})
    assert answer.status_code == 422
    assert "baris 2, kolom C: instansi “entah” tidak dikenal" in answer.content.decode()
    assert plan.groups.get().name == "Yang lama"
    right = HEADER.rstrip() + ";Anggaran (juta)\nNelayan;Las;dinkop;5;orang;1-3-2026;250\n"
    answer = client.post(at("import_plan", plan.pk), {"file": SimpleUploadedFile("r.csv", right.encode())})
    assert answer.status_code == 302
    assert "tidak dibaca: Anggaran (juta)." in client.get(answer.url).content.decode()
    assert [one.name for one in plan.groups.all()] == ["Nelayan"]
    sheet = client.get(at("export_plan", plan.pk))
    again = SimpleUploadedFile("r.xlsx", b"".join(sheet))
    assert client.post(at("import_plan", plan.pk), {"file": again}).status_code == 302
    assert PlanLine.objects.get().target == 5
    services.agree_plan(by=planner, plan=plan)
    answer = client.post(at("import_plan", plan.pk), {"file": SimpleUploadedFile("r.csv", right.encode())})
    assert answer.status_code == 422


def test_everybody_with_a_part_reads_who_is_late(plan, client_of):
    for role in ("rt_head", "village_officer", "agency_officer", "auditor", "ministry_officer"):
        page = client_of(role).get(at("late")).content.decode()
        assert "Dinas Koperasi" in page, role
        assert "28 hari" in page, role
    for role in ("bank_officer", "business_owner", "administrator"):
        assert client_of(role).get(at("late")).status_code == 403


def test_a_draft_is_seen_by_planners_and_auditors_only(planner, client_of):
    plan = case.draft(planner, title="Rancangan diam")
    seen = {
        role: client_of(role).get(at("plan", plan.pk)).status_code
        for role in ("district_officer", "province_officer", "auditor", "village_officer", "agency_officer")
    }
    assert seen == {
        "district_officer": 200,
        "province_officer": 200,
        "auditor": 200,
        "village_officer": 404,
        "agency_officer": 404,
    }


def test_the_public_reads_agreed_plans_without_people_notes_or_evidence(plan, planner, client):
    services.report_progress(
        by=planner, line=case.first_line(plan), value=7, on=date(2026, 2, 1), note="catatan dalam"
    )
    meeting = meetings.hold_meeting(
        by=planner, plan=plan, title="Rapat dalam", on=date(2026, 2, 1), place="Balai"
    )
    meetings.add_decision(
        by=planner, meeting=meeting, text="Keputusan dalam", due=date(2026, 2, 2), owner=planner
    )
    page = client.get(at("public_plan", plan.pk)).content.decode()
    assert "Pelatihan pengemasan" in page
    assert "Dinas Koperasi" in page
    assert "terlambat" in page
    for hidden in (planner.name, "catatan dalam", "Rapat dalam", "Keputusan dalam", "/rencana/baris/"):
        assert hidden not in page
    draft = case.draft(planner, title="Rancangan diam")
    assert client.get(at("public_plan", draft.pk)).status_code == 404
    assert "Rancangan diam" not in client.get(at("public_plans")).content.decode()


def test_an_agency_reports_with_evidence_on_its_own_line(plan, client_of):
    own, other = plan.groups.get().lines.all()
    client = client_of("agency_officer", agency="dinkop")
    words = {"value": "12", "on": "2026-02-20", "note": "Dua angkatan"}
    proof = SimpleUploadedFile("hadir.pdf", case.PDF)
    assert client.post(at("report", own.pk), words | {"evidence": proof}).status_code == 302
    made = Progress.objects.get()
    assert (made.value, made.evidence_name) == (12, "hadir.pdf")
    assert client.post(at("report", other.pk), words).status_code == 403
    assert "Catat capaian" not in client.get(at("line", other.pk)).content.decode()
    answer = client.get(at("report_evidence", made.pk))
    assert b"".join(answer.streaming_content) == case.PDF
    assert Event.objects.filter(action="plan.evidence").count() == 1
    assert client_of("village_officer").get(at("report_evidence", made.pk)).status_code == 403
    assert client_of("agency_officer", agency="kampus").get(at("report_evidence", made.pk)).status_code == 404
    assert client_of("auditor").get(at("report_evidence", made.pk)).status_code == 200


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"value": "12", "on": "2026-03-02"}, "masih di depan"),
        ({"value": "12", "on": "2025-12-31"}, "sebelum rencananya mulai"),
        ({"value": "-1", "on": "2026-02-20"}, "Pastikan nilai ini"),
        ({"value": "12", "on": "2026-02-20", "note": "telepon 081234567890"}, "nomor HP"),
    ],
    ids=["future", "before", "negative", "phone"],
)
def test_a_report_that_cannot_be_says_why(plan, planner, client, words, says):
    client.force_login(planner)
    answer = client.post(at("report", case.first_line(plan).pk), words)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Progress.objects.exists()


def test_a_number_of_no_report_corrects_none(plan, planner, client):
    client.force_login(planner)
    line = case.first_line(plan)
    for asked in ("9" * 5000, "0", "x", "-1", str(10**17)):
        assert client.get(at("line", line.pk) + f"?perbaiki={asked}").status_code == 200


def test_filters_choose_and_nonsense_chooses_nothing(plan, planner, client):
    client.force_login(planner)
    page = client.get(at("plan", plan.pk), {"instansi": "kampus"}).content.decode()
    assert "Pameran" in page
    assert "Pelatihan pengemasan</a>" not in page
    page = client.get(at("plan", plan.pk), {"keadaan": "x", "kelompok": "satu"}).content.decode()
    assert "Pelatihan pengemasan</a>" in page


def test_partners_promise_and_deliver_and_their_contact_is_for_planners(plan, planner, client, client_of):
    client.force_login(planner)
    words = {"name": "Radio Desa", "kind": "media", "contact": "Bu Rini", "phone": "0812-3456-7890"}
    assert client.post(at("new_partner"), words).status_code == 302
    assert client.post(at("new_partner"), words).status_code == 422
    partner = Partner.objects.get()
    promise = {
        "plan": plan.pk, "what": "Siaran", "amount": "4", "unit": "kali", "made_on": "2026-02-01",
        "due": "2026-02-20",
    }  # fmt: skip
    assert client.post(at("new_promise", partner.pk), promise).status_code == 302
    made = partner.promises.get()
    assert client.post(at("promise", made.pk), {"amount": "1", "on": "2026-02-10"}).status_code == 302
    page = client.get(at("partner", partner.pk)).content.decode()
    assert "Bu Rini" in page
    assert "terlambat" in page
    page = client_of("village_officer").get(at("partner", partner.pk)).content.decode()
    assert "Siaran" in page
    assert "Bu Rini" not in page
    assert (
        client_of("village_officer")
        .post(at("promise", made.pk), {"amount": "9", "on": "2026-02-10"})
        .status_code
        == 403
    )
    assert made.deliveries.count() == 1


def test_a_decision_waits_in_its_owners_queue_until_it_is_done(plan, planner, client_of):
    owner = client_of("subdistrict_officer")
    meeting = meetings.hold_meeting(by=planner, plan=plan, title="Rapat", on=date(2026, 2, 1), place="Balai")
    decision = meetings.add_decision(
        by=planner, meeting=meeting, text="Surati semua desa", due=date(2026, 3, 5), owner=owner.user
    )
    assert "Surati semua desa" in owner.get("/").content.decode()
    stranger = client_of("village_officer")
    assert stranger.post(at("decision", decision.pk), {"on": "2026-03-01"}).status_code == 404
    assert owner.post(at("decision", decision.pk), {"on": "2026-03-01"}).status_code == 302
    assert "Surati semua desa" not in owner.get("/").content.decode()


def test_minutes_are_kept_once(plan, planner, client):
    client.force_login(planner)
    meeting = meetings.hold_meeting(by=planner, plan=plan, title="Rapat", on=date(2026, 2, 1), place="Balai")

    def send():
        return client.post(
            at("meeting", meeting.pk), {"notula": "1", "minutes": SimpleUploadedFile("notula.pdf", case.PDF)}
        )

    assert client.post(at("meeting", meeting.pk), {"notula": "1"}).status_code == 422
    assert send().status_code == 302
    assert send().status_code == 422
    assert client.get(at("minutes", meeting.pk)).status_code == 200
