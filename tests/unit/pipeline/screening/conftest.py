"""A round of two villages, screened once for all tests and laid into each test's own data folder."""

import json
import shutil

import pytest

from .case import ARJO, ARJO_LIST, KALI, KALI_LIST, list_bytes, write_pairs_by_hand, write_references

# What reading the reference lists gave, for the sets that are laid down after the first.
READ_ONCE = {}


@pytest.fixture(scope="session")
def screened_folders(tmp_path_factory):
    """(reference lists, lists, run): made by the real thing."""
    from satupintu.pipeline.screening.rounds import run_round

    base = tmp_path_factory.mktemp("screened")
    write_references(base / "references")
    (base / "lists").mkdir()
    for village, name in ((ARJO, ARJO_LIST), (KALI, KALI_LIST)):
        (base / "lists" / name).write_bytes(list_bytes(village))
    run_round(
        programme="bpum-2021",
        lists=sorted((base / "lists").iterdir()),
        reference=base / "references",
        out=base / "run",
    )
    return base / "references", base / "lists", base / "run"


@pytest.fixture
def district(make_user, data_folder):
    return make_user("district_officer", name="Rina Wahyuni")


@pytest.fixture
def village(make_user, data_folder):
    return make_user("village_officer", name="Sugeng Hariadi")


@pytest.fixture
def references(district, screened_folders, tmp_path_factory):
    """The lists loaded by the real thing once, and then laid down again as it left them."""
    from django.core.files.base import File

    from satupintu.pipeline.screening.models import ReferenceSet
    from satupintu.pipeline.screening.selectors.reference_people import people_file
    from satupintu.pipeline.screening.services.references import load_reference

    name, area = "Data Maret", district.area
    if READ_ONCE:
        made = ReferenceSet.objects.create(name=name, area=area, loaded_by=district, lists=READ_ONCE["lists"])
        shutil.copytree(READ_ONCE["folder"], made.folder)
        shutil.copytree(READ_ONCE["people"], made.folder.with_name(READ_ONCE["people"].name.format(made.pk)))
        return made
    paths = sorted(screened_folders[0].iterdir())
    files = {path.stem: File(path.open("rb"), name=path.name) for path in paths}
    made = load_reference(by=district, name=name, area=area, files=files)
    kept = tmp_path_factory.mktemp("references")
    READ_ONCE["lists"] = made.lists
    READ_ONCE["folder"] = shutil.copytree(made.folder, kept / "lists")
    READ_ONCE["people"] = shutil.copytree(people_file(made).parent, kept / "{:06d}-people")
    return made


@pytest.fixture
def open_round(district, references):
    from satupintu.pipeline.screening.services.rounds import open_round

    return open_round(
        by=district, title="Putaran 1", programme="bpum-2021", area=district.area, reference_set=references
    )


@pytest.fixture
def screened(open_round, district, village, areas, screened_folders):
    """The round with both villages' lists and one finished run; `village` sent Arjowilangun's list."""
    from satupintu.pipeline.screening.models import ListFile, ListState, RoundState, Run

    _references, lists, folder = screened_folders
    used = {}
    manifest = json.loads((folder / "manifest.json").read_text())
    for code, name in ((ARJO, ARJO_LIST), (KALI, KALI_LIST)):
        made = ListFile.objects.create(
            round=open_round,
            area=areas[code],
            name=name,
            original_name=name,
            sha256=manifest["lists"][name],
            size=(lists / name).stat().st_size,
            state=ListState.READ,
            rows=3,
            uploaded_by=village if code == ARJO else district,
        )
        made.path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(lists / name, made.path)
        used[name] = {"sha256": made.sha256, "maps": []}
    run = Run.objects.create(
        round=open_round,
        number=1,
        as_of=open_round.as_of,
        programme_version=manifest["programme"]["version"],
        programme_sha256=manifest["programme"]["sha256"],
        reference_set=open_round.reference_set,
        lists=used,
        started_by=district,
        summary=json.loads((folder / "summary.json").read_text()),
    )
    shutil.copytree(folder, run.folder)
    write_pairs_by_hand(run.pairs_folder)
    open_round.state, open_round.current = RoundState.SCREENED, run
    open_round.save()
    return open_round
