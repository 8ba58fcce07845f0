"""Who may open what: each role at each address, of their own area and of another. One table, no exceptions."""

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import get_resolver, reverse

from .case import ARJO, KALI, KALI_LIST

V, D, B, A, P = "village_officer", "district_officer", "bank_officer", "auditor", "administrator"
READERS = {V, D, A}
GET, POST = "get", "post"

# name -> (method, arguments, roles that may): every address of the app stands here.
PAGES = {  # those of simulations stand in simulation/test_fence.py
    "rounds": (GET, (), READERS),
    "new_round": (GET, (), {D}),
    "round": (GET, ("round",), READERS),
    "round_state": (GET, ("round",), READERS),
    "round_references": (GET, ("round",), {D}),
    "screen": (POST, ("round",), {D}),
    "upload": (GET, ("round",), {V, D}),
    "from_registry": (POST, ("round",), {D}),
    "list": (GET, ("round", "list"), READERS),
    "question": (GET, ("round", "list"), {V, D}),
    "change_answer": (POST, ("round", "list"), {V, D}),
    "withdraw": (POST, ("round", "list"), {V, D}),
    "restore": (POST, ("round", "list"), {V, D}),
    "original": (GET, ("round", "list"), READERS),
    "rows": (GET, ("round",), READERS),
    "search": (POST, ("round",), READERS),
    "export": (POST, ("round",), READERS),
    "person": (GET, ("round", "run", "row"), READERS),
    "letter": (GET, ("round", "run", "row"), READERS),
    "letter_pdf": (GET, ("round", "run", "row"), READERS),
    "pairs": (GET, ("round",), READERS),
    "find_pairs": (POST, ("round",), {D}),
    "pair": (GET, ("round", "run", "row", "second"), READERS),
    "judge_pair": (POST, ("round", "run", "row", "second"), {V, D}),
    "corrections": (GET, ("round",), READERS),
    "corrections_zip": (GET, ("round",), READERS),
    "correction": (GET, ("round", "list"), READERS),
    "compare": (GET, ("round",), READERS),
    "references": (GET, (), {D, A}),
    "new_reference": (GET, (), {D}),
    "reference": (GET, ("set",), {D, A}),
}
SIMULATIONS = {
    "simulations",
    "new_simulation",
    "simulation",
    "simulation_state",
    "simulation_export",
    "simulation_person",
}
ROLES = (V, D, B, A, P)


def values(round, area):
    """What stands in the addresses: the round, the area's list, and a row of it."""
    return {
        "round": round.pk,
        "run": round.current.number,
        "list": round.lists.get(area=area).pk,
        "row": 1 if area == ARJO else 6,
        "second": 2 if area == ARJO else 8,
        "set": round.reference_set_id,
    }


def ask(client, name, named):
    method, arguments, _roles = PAGES[name]
    address = reverse(f"screening:{name}", args=[named[one] for one in arguments])
    return getattr(client, method)(address)


def test_every_address_of_the_app_is_in_the_table():
    names = {
        key for key in get_resolver("satupintu.pipeline.screening.urls").reverse_dict if isinstance(key, str)
    }
    assert names == set(PAGES) | SIMULATIONS


def undone(client, name, named):
    """The status of the answer; what was asked leaves nothing behind."""
    with transaction.atomic():
        status = ask(client, name, named).status_code
        transaction.set_rollback(True)
    return status


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_what_is_its_own(role, client_of, screened):
    client, named = client_of(role), values(screened, ARJO)
    found = {name: undone(client, name, named) for name in PAGES}
    opened = {name for name, status in found.items() if status in (200, 302)}
    assert opened == {name for name, (_method, _arguments, roles) in PAGES.items() if role in roles}
    assert {status for name, status in found.items() if name not in opened} <= {403}


def test_the_village_next_door_is_not_there(client_of, screened):
    client, named = client_of(V), values(screened, KALI)
    of_a_list = [name for name, (_m, arguments, _r) in PAGES.items() if {"list", "row"} & set(arguments)]
    assert {name: undone(client, name, named) for name in of_a_list} == dict.fromkeys(of_a_list, 404)


def test_a_village_s_pages_hold_nothing_of_the_next(client_of, screened):
    client = client_of(V)
    for name in ("round", "rows", "pairs", "corrections", "export", "compare"):
        text = page(ask(client, name, values(screened, ARJO)))
        assert "Ahmad Fauzi" not in text
        assert KALI_LIST not in text
    shown = page(ask(client, "rows", values(screened, ARJO)))
    assert "Siti Aminah" in shown


def test_what_a_run_says_of_the_next_village_s_list_stays_with_the_office(client_of, screened):
    from satupintu.foundation.work.models import Job, State
    from satupintu.pipeline.screening.models import Round, RoundState, Run

    address = reverse("screening:round", args=[screened.pk])
    Run.objects.filter(pk=screened.current_id).update(problem=f"{KALI_LIST}: baris 3 tidak terbaca.")
    assert KALI_LIST in page(client_of(D).get(address))
    told = page(client_of(V).get(address))
    assert KALI_LIST not in told
    assert "Pemeriksaan terakhir tidak selesai" in told

    job = Job.objects.create(
        kind="screening.run", title="x", by=screened.opened_by, state=State.RUNNING, message=KALI_LIST
    )
    Run.objects.filter(pk=screened.current_id).update(job=job, problem="")
    Round.objects.filter(pk=screened.pk).update(state=RoundState.SCREENING)
    for part in (address, reverse("screening:round_state", args=[screened.pk])):
        assert KALI_LIST in page(client_of(D).get(part))
        assert KALI_LIST not in page(client_of(V).get(part))


def page(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    "hidden", ["desa=" + KALI, "berkas={kali}", "alasan=nik_unmatched", "hasil=eligible&halaman=2"]
)
def test_no_filter_opens_the_next_village(hidden, client_of, screened):
    number = screened.lists.get(area=KALI).pk
    answer = client_of(V).get(
        reverse("screening:rows", args=[screened.pk]) + "?" + hidden.format(kali=number)
    )
    assert "Ahmad Fauzi" not in page(answer)
    assert "Joko Susilo" not in page(answer)


def test_a_search_does_not_reach_the_next_village(client_of, screened):
    answer = client_of(V).post(reverse("screening:search", args=[screened.pk]), {"cari": "Ahmad"})
    assert "Ahmad Fauzi" not in page(answer)


def test_a_village_s_zip_holds_its_own_workbook(client_of, screened):
    import io
    import zipfile

    for role, count in ((V, 1), (D, 2)):
        answer = client_of(role).get(reverse("screening:corrections_zip", args=[screened.pk]))
        with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as packed:
            assert len(packed.namelist()) == count


def test_where_the_earlier_row_stands_is_told_to_who_may_see_it(client_of, screened):
    """Kalirejo's Siti repeats Arjowilangun's: its officer learns that, and not from which row of whose list."""
    address = reverse("screening:person", args=[screened.pk, 1, 7])
    theirs = page(client_of(V, area=KALI).get(address))
    assert "usulan-arjowilangun" not in theirs
    assert "di daftar desa lain" in theirs
    assert "usulan-arjowilangun" in page(client_of(D).get(address))


def test_a_nik_is_masked_in_tables_and_stands_in_no_address(client_of, screened):
    from .case import SITI

    client = client_of(D)
    shown = page(client.get(reverse("screening:rows", args=[screened.pk])))
    assert SITI not in shown
    assert f"{SITI[:6]}••••••••{SITI[-2:]}" in shown
    found = client.post(reverse("screening:search", args=[screened.pk]), {"cari": SITI})
    assert "Siti Aminah" in page(found)
    import re

    assert not re.search(r'(?:href|action|hx-get|hx-post)="[^"]*\d{16}', page(found))


def test_an_upload_by_post_is_refused_to_who_may_not(client_of, screened):
    address = reverse("screening:upload", args=[screened.pk])
    for role in (A, B, P):
        assert client_of(role).post(address, {"files": ContentFile(b"x", name="x.csv")}).status_code == 403
    stranger = client_of(V, area="35.14.01.2001")
    assert stranger.post(address, {"files": ContentFile(b"x", name="x.csv")}).status_code == 404
    assert screened.lists.count() == 2
