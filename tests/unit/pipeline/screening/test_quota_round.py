"""A round under a quota: whom the proposal takes, what the person, the letter and the table are told."""

import shutil
from datetime import date

import duckdb
import pytest
import yaml
from django.urls import reverse

from satupintu.gateways.programmes import programmes_folder
from satupintu.pipeline.proposals.selectors import eligible_of
from satupintu.pipeline.screening.explanations import explain
from satupintu.pipeline.screening.models import RoundState
from satupintu.pipeline.screening.replays import replay
from satupintu.pipeline.screening.rounds import run_round
from satupintu.pipeline.screening.selectors.letters import letter_data
from satupintu.pipeline.screening.selectors.persons import person_at
from satupintu.pipeline.screening.selectors.public import public_status
from satupintu.pipeline.screening.selectors.visibility import visible_decisions

from .case import AHMAD

QUOTA = {
    "recipients": 1,
    "per": "round",
    "priorities": [
        {
            "title": {"id": "Perempuan", "en": "Women"},
            "first": {"fact": "registry.sex", "op": "equals", "value": "P"},
        }
    ],
    "cite": "pending",
    "read_in": "contoh",
}


@pytest.fixture(scope="module")
def quota_folder(screened_folders, tmp_path_factory):
    """The two villages with one place: Siti, a woman, is taken; Ahmad qualifies and is beyond."""
    base = tmp_path_factory.mktemp("quota")
    text = base / "programmes" / "bpum-2021" / "programme.yaml"
    text.parent.mkdir(parents=True)
    shutil.copytree(programmes_folder() / "law", base / "programmes" / "law")
    data = yaml.safe_load((programmes_folder() / "bpum-2021" / "programme.yaml").read_text(encoding="utf-8"))
    text.write_text(yaml.safe_dump(data | {"quota": QUOTA}, allow_unicode=True), encoding="utf-8")
    references, lists, _run = screened_folders
    run_round(programme=text, lists=sorted(lists.iterdir()), reference=references, out=base / "run", seed=4)
    return base / "run"


@pytest.fixture
def under_quota(screened, quota_folder):
    import json

    run = screened.current
    shutil.rmtree(run.folder)
    shutil.copytree(quota_folder, run.folder)
    run.summary = json.loads((quota_folder / "summary.json").read_text())
    run.save()
    return screened


def test_whoever_is_beyond_is_eligible_all_the_same_and_not_proposed(quota_folder):
    with duckdb.connect() as own:
        found = own.execute(
            f"""SELECT name, rank, within_quota FROM '{quota_folder}/decisions.parquet'
            WHERE outcome = 'eligible' ORDER BY rank"""
        ).fetchall()
        others = own.execute(
            f"SELECT count(*) FROM '{quota_folder}/decisions.parquet' WHERE outcome <> 'eligible' AND rank IS NOT NULL"
        ).fetchall()
    assert found == [("Siti Aminah", 1, True), ("Ahmad Fauzi", 2, False)]
    assert others == [(0,)]
    from openpyxl import load_workbook

    cells = [
        str(one.value)
        for row in load_workbook(quota_folder / "proposal.xlsx").worksheets[0].iter_rows()
        for one in row
    ]
    assert "Siti Aminah" in cells and "Ahmad Fauzi" not in cells


def test_the_draw_is_pinned_and_the_round_replays(quota_folder):
    assert replay(quota_folder).is_same


def test_the_person_the_letter_and_the_table_are_told(under_quota, district, client_of):
    [told] = explain(under_quota.current.folder, AHMAD)
    assert told.standing == "Memenuhi syarat, di luar kuota: urutan 2 dari 1 (seluruh putaran)."
    person = person_at(under_quota.current, visible_decisions(district, under_quota.current), 6)
    letter = letter_data(under_quota.current, person, date(2021, 5, 1))
    assert (letter["standing"], letter["is_taken"], letter["is_signed"]) == (told.standing, False, False)
    client = client_of("district_officer")
    rows = client.get(reverse("screening:rows", args=[under_quota.pk])).content.decode()
    assert rows.count("<small>di luar kuota</small>") == 1
    page = client.get(reverse("screening:round", args=[under_quota.pk])).content.decode()
    assert "1 di dalam kuota, 1 di luar" in page


def test_only_those_within_are_signed_for_and_the_public_page_says_why_not(under_quota):
    assert eligible_of(under_quota.current).rows == 1
    under_quota.state = RoundState.SIGNED
    under_quota.save()
    [standing] = public_status(nik=AHMAD, birth_date=date(1977, 7, 7))
    assert standing["sentence"].startswith("Memenuhi syarat, di luar kuota")
