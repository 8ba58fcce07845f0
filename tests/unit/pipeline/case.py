"""A screened round made by hand: a few people in Parquet, so that what follows a screening is tested quickly."""

import json
import shutil
import threading

import duckdb

from satupintu.batch.manifest import hash_outputs
from satupintu.gateways.programmes import load_programme, programmes_folder
from satupintu.pipeline.screening.models import ReferenceSet, Round, RoundState, Run

PEOPLE = [
    # nik, name in the list, name in the registry, village, outcome
    ("3507114506050001", "SITI AMINAH", "SITI AMINAH", "35.07.11.2008", "eligible"),
    ("3507110506050002", "M. BUDI", "MUHAMMAD BUDI", "35.07.11.2007", "eligible"),
    ("3507110506050003", "SLAMET", "SLAMET", "35.07.11.2008", "ineligible"),
    ("3507110506050004", "WATI", "WATI", "35.07.11.2008", "eligible"),
    (None, "JOKO", None, "35.07.11.2008", "undetermined"),
]


def screened_round(user, *, people=PEOPLE, title="Putaran 1", programme="bpum-2021") -> Round:
    """A round of the user's area whose one run has the given people; its files are pinned as a real run's are."""
    references = ReferenceSet.objects.create(name="acuan", area=user.area, loaded_by=user)
    round = Round.objects.create(
        title=title,
        programme=programme,
        as_of=load_programme(programme).programme.reference_date,
        area=user.area,
        reference_set=references,
        opened_by=user,
    )
    outcomes = {
        one: sum(row[4] == one for row in people) for one in ("eligible", "ineligible", "undetermined")
    }
    run = Run.objects.create(
        round=round,
        number=1,
        as_of=round.as_of,
        programme_version="1",
        reference_set=references,
        started_by=user,
        summary={"rows": len(people), "outcomes": outcomes},
    )
    write_run(run.folder, people, programme)
    round.state, round.current = RoundState.SCREENED, run
    round.save()
    return round


def write_run(folder, people, programme) -> None:
    folder.mkdir(parents=True)
    with duckdb.connect() as own:
        own.execute(
            "CREATE TABLE people (seq BIGINT, nik VARCHAR, name VARCHAR, registry VARCHAR, village VARCHAR,"
            " outcome VARCHAR)"
        )
        if people:
            rows = [(place, *row) for place, row in enumerate(people)]
            own.executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?)", rows)
        where = "'a.xlsx' AS file, '' AS sheet, seq::INTEGER + 2 AS \"row\""
        nothing = "[]::VARCHAR[] AS reasons, []::VARCHAR[] AS flags, NULL::VARCHAR AS duplicate_of"
        own.execute(
            f"COPY (SELECT {where}, nik, name, village, outcome, {nothing} FROM people ORDER BY seq)"
            f" TO '{folder}/decisions.parquet'"
        )
        own.execute(
            f'COPY (SELECT seq, {where}, nik, registry AS "registry.name" FROM people ORDER BY seq)'
            f" TO '{folder}/evidence.parquet'"
        )
    for part in (programme, "law"):
        shutil.copytree(programmes_folder() / part, folder / "programme" / part)
    pin(folder, programme)


def pin(folder, programme="bpum-2021") -> None:
    """Writes the manifest over what lies in the folder now."""
    manifest = {"programme": {"id": programme}, "outputs": hash_outputs(folder)}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def statement() -> str:
    return "Saya bertanggung jawab mutlak atas kebenaran usulan ini."


def at_once(call, times=3) -> list:
    """What each of some simultaneous calls returned or raised; every one has a connection of its own."""
    from django.db import connection

    results: list = []

    def run():
        try:
            results.append(call())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
