"""Fills the demo's data folder through the same services that the pages call: people, lists, a whole round."""

import csv
import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .demo_catalogue import fill_catalogue
from .demo_field import fill_field
from .demo_interop import fill_interop
from .demo_navigator import fill_navigator
from .demo_overlap import fill_overlap
from .demo_people import REGENCY, make_people
from .demo_plan import fill_plan
from .demo_recipients import fill_recipients
from .demo_simulation import fill_simulation

PROGRAMME = "bpum-2021"
VILLAGES = ("35.07.11.2008", "35.07.11.2004", "35.07.13.2003")


@dataclass(frozen=True)
class Case:
    """One village's made-up lists for one round."""

    village: str
    seed: int
    rows: int
    round: int


# The first round goes all the way; in the second some lists wait for an answer and rows wait to be mended.
CASES = (
    Case(VILLAGES[0], seed=11, rows=420, round=1),
    Case(VILLAGES[1], seed=12, rows=260, round=1),
    Case(VILLAGES[2], seed=13, rows=300, round=2),
    Case(VILLAGES[0], seed=14, rows=120, round=2),
)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "satupintu.project.settings")
    import django
    from django.conf import settings

    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.LOGGING_CONFIG = None
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    with tempfile.TemporaryDirectory(prefix="satupintu-demo-") as folder:
        fill(Path(folder))
    return 0


def fill(scratch: Path, cases: Sequence[Case] = CASES) -> None:
    """Everything in the demo, in the order in which offices would do it.

    Raises RuntimeError where a step does not end as it should: half a demo is none.
    """
    from django.conf import settings

    from satupintu.foundation.areas.services import load_areas

    say = _teller(7)
    say("wilayah, RT dan RW, akun")
    load_areas([REGENCY])
    people = make_people(settings.DEMO_PASSWORD)
    say("pendataan satu kecamatan: antrean, registri, surat")
    fill_field(people)
    say("daftar usulan dan daftar acuan rekaan")
    folders = {case: _synthesize(case, scratch / str(case.seed)) for case in cases}
    reference = _reference(people["dinas"], list(folders.values()))
    for number in (1, 2):
        say(f"putaran {number}: unggah dan pemeriksaan")
        round = _open_round(people, number, reference)
        own = [case for case in cases if case.round == number]
        for case in own:
            _upload(people, round, case, folders[case])
        _screen(people["dinas"], round)
        if number == 1:
            say("putaran 1: tanda tangan, keputusan, pembayaran, jawaban bank")
            outcomes = _bank_outcomes(folders[case] for case in own)
            _pay_out(people, round, outcomes)
    say("daftar yang menunggu jawaban")
    _leave_work(people, round, scratch)
    fill_catalogue(people)
    fill_plan(people)
    fill_simulation(people)
    fill_recipients(people)
    fill_overlap(people)
    fill_interop(people)
    fill_navigator(people)


def _teller(steps: int) -> Callable[[str], None]:
    done = 0

    def say(what: str) -> None:
        nonlocal done
        done += 1
        print(f"  {done}/{steps} {what}", file=sys.stderr, flush=True)

    return say


def _synthesize(case: Case, out: Path) -> Path:
    from satupintu.batch.synthesize.village import synthesize_village
    from satupintu.foundation.areas.models import Area

    village = Area.objects.select_related("parent__parent__parent").get(code=case.village)
    district = village.parent
    names = (district.parent.parent.name, district.parent.name, district.name, village.name)
    synthesize_village(seed=case.seed, out=out, village=case.village, rows=case.rows, area=names)
    return out


def _reference(officer: Any, folders: list[Path]) -> Any:
    """The villages' reference lists as one set of the regency's."""
    from django.core.files.base import ContentFile

    from satupintu.pipeline.screening.services.references import load_reference

    names = sorted({path.name for folder in folders for path in (folder / "reference").glob("*.csv")})
    files = {}
    for name in names:
        rows = _merged([folder / "reference" / name for folder in folders])
        files[Path(name).stem] = ContentFile(rows.encode(), name=name)
    return load_reference(by=officer, name="Data per 1 April 2021", area=officer.area, files=files)


def _merged(paths: list[Path]) -> str:
    """Lists of one kind one after another, each NIK once."""
    out, seen = io.StringIO(), set()
    writer = None
    for path in paths:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if writer is None:
                    writer = csv.DictWriter(out, fieldnames=list(row))
                    writer.writeheader()
                if row["nik"] not in seen:
                    seen.add(row["nik"])
                    writer.writerow(row)
    return out.getvalue() or "nik\n"


def _open_round(people: dict[str, Any], number: int, reference: Any) -> Any:
    from satupintu.pipeline.screening.services.rounds import open_round

    officer = people["dinas"]
    return open_round(
        by=officer,
        title=f"BPUM 2021, tahap {number}",
        programme=PROGRAMME,
        area=officer.area,
        reference_set=reference,
    )


def _upload(people: dict[str, Any], round: Any, case: Case, folder: Path) -> None:
    """Sends a village's lists as its officer, who answers what reading asks with the first choice offered."""
    from satupintu.pipeline.screening.models import ListState
    from satupintu.pipeline.screening.selectors.questions import asked_of
    from satupintu.pipeline.screening.services.lists import add_list, answer_mapping

    officer = people[case.village]
    for path in sorted((folder / "lists").iterdir()):
        with _opened(path) as file:
            made = add_list(by=officer, round=round, file=file, area=officer.area)
        made.refresh_from_db()
        if made.state == ListState.NEEDS_ANSWER:
            answer_mapping(by=officer, list_file=made, choices=[0] * len(asked_of(made)))
            made.refresh_from_db()
        if made.state != ListState.READ:
            raise RuntimeError(f"{made.name}: {made.problem or made.get_state_display()}")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from django.core.files.base import File

    with path.open("rb") as handle:
        yield File(handle, name=path.name)


def _screen(officer: Any, round: Any) -> None:
    from satupintu.pipeline.screening.services.rounds import start_screening

    run = start_screening(by=officer, round=round)
    run.refresh_from_db()
    round.refresh_from_db()
    if not run.is_done:
        raise RuntimeError(run.problem or "the screening of the demo did not finish")


def _bank_outcomes(folders: Iterator[Path]) -> dict[str, str]:
    outcomes = {}
    for folder in folders:
        with (folder / "bank_outcome.csv").open(encoding="utf-8", newline="") as file:
            outcomes.update((row["nik"], row["outcome"]) for row in csv.DictReader(file))
    return outcomes


def _pay_out(people: dict[str, Any], round: Any, outcomes: dict[str, str]) -> None:
    from django.core.files.base import ContentFile
    from django.utils import timezone

    from satupintu.gateways.documents import Office, Signatory
    from satupintu.pipeline.payments.services.answers import record_answer
    from satupintu.pipeline.payments.services.instructions import make_instructions
    from satupintu.pipeline.proposals import selectors
    from satupintu.pipeline.proposals.services import issue_decree, sign_off
    from satupintu.pipeline.proposals.statement import statement_for

    officer = people["dinas"]
    run = round.current
    statement = statement_for(run, selectors.eligible_of(run), officer.name)
    proposal = sign_off(round=round, by=officer, statement=statement, run=run)
    decree = issue_decree(
        proposal=proposal,
        by=officer,
        number="188.4/1021/35.07.112/2021",
        on=timezone.localdate(),
        office=Office(
            lines=("PEMERINTAH KABUPATEN MALANG", "DINAS KOPERASI DAN USAHA MIKRO"),
            address="Jalan Peragaan No. 1, Kepanjen",
            place="Kepanjen",
        ),
        signatory=Signatory(title="Kepala Dinas Koperasi dan Usaha Mikro", name="Dra. Sulastri, M.M."),
        distributor="bri",
    )
    batch = make_instructions(decree=decree, by=officer)
    answer = _bank_answer(batch, outcomes)
    record_answer(batch=batch, by=people["bank"], file=ContentFile(answer, name="jawaban-bri.csv"))


def _bank_answer(batch: Any, outcomes: dict[str, str]) -> bytes:
    """What the bank did, in its own CSV: most are paid, some accounts are blocked, some names do not fit.

    A few are left without an answer, so that the demo has something to wait for.
    """
    from satupintu.pipeline.payments.ledger import instructions_in

    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["referensi", "status", "tanggal", "alasan"])
    day = batch.decree.on.isoformat()  # no answer speaks of a day that is still to come
    for number, one in enumerate(instructions_in(str(batch.instructions_file)), start=1):
        if number % 61 == 0:
            continue
        if outcomes.get(one.nik) == "dropped":
            writer.writerow([one.reference, "gagal", "", "Tidak lolos pemeriksaan bank"])
        elif number % 43 == 0:
            writer.writerow([one.reference, "diblokir", "", "Nama di rekening berbeda dengan KTP"])
        elif number % 97 == 0:
            writer.writerow([one.reference, "dikembalikan", day, "Tidak diambil sampai batas waktu"])
        else:
            writer.writerow([one.reference, "dibayar", day, ""])
    return out.getvalue().encode()


def _leave_work(people: dict[str, Any], round: Any, scratch: Path) -> None:
    """One more list of the first village, whose turnover could be a day's or a year's: a person must say."""
    from satupintu.pipeline.screening.services.lists import add_list

    path = scratch / "04-usulan-susulan.csv"
    path.write_text(
        "No;Nama;NIK;Alamat;RT/RW;Jenis Usaha;Omzet;Nomor SKU\n"
        "1;SUMIATI;3507114107810001;Dusun Krajan;003/001;Warung kopi;Rp1.500.000;470/11/2021\n"
        "2;SLAMET RIYADI;3507111203760002;Dusun Duren;005/002;Ternak kambing;900 ribu;470/12/2021\n"
        "3;WIJI LESTARI;3507115506880003;Dusun Panggang;001/003;Sayur keliling;1,2 jt;470/13/2021\n",
        encoding="utf-8",
    )
    with _opened(path) as file:
        add_list(by=people["desa"], round=round, file=file, area=people["desa"].area)


if __name__ == "__main__":
    with_problem = True
    try:
        code = main()
        with_problem = False
    finally:
        if with_problem:
            print("Peragaan tidak selesai disiapkan; jalankan sekali lagi.", file=sys.stderr)
    sys.exit(code)
