"""Reads what a proposal is made of: who is eligible, whether files are untouched, who was named before."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from satupintu.batch.database import text
from satupintu.batch.manifest import differences, hash_outputs, sha256
from satupintu.batch.pages import connection
from satupintu.engine.grounds import grounds_of
from satupintu.engine.rules import ProgrammeError
from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import limit_to_area
from satupintu.gateways.areas import areas_file
from satupintu.gateways.documents import Recipient
from satupintu.gateways.programmes import LoadedProgramme, load_programme
from satupintu.pipeline.screening.models import ListFile, ListState, Round, RoundState, Run
from satupintu.pipeline.screening.selectors.integrity import manifest_is_intact
from satupintu.pipeline.screening.selectors.wording import programme_of
from satupintu.pipeline.screening.services.rounds import changes_since
from satupintu.pipeline.screening.standings import taken, taken_niks

from .models import Decree, Proposal

ONCE = "once_per_year"  # the criterion that makes a second proposal of one person a mistake
_CHUNK = 5_000


@dataclass(frozen=True)
class Eligible:
    """What a run takes: its eligible rows, those within the quota where there is one. `distinct` and `named` differ
    from `rows` only in a spoilt file."""

    rows: int
    distinct: int
    named: int
    amount_each: int

    @property
    def total(self) -> int:
        return self.rows * self.amount_each


def visible_proposals(user: User) -> QuerySet[Proposal]:
    found = Proposal.objects.select_related("round__area", "run", "signed_by", "decree")
    return limit_to_area(found, user, "round__area")


def visible_decrees(user: User) -> QuerySet[Decree]:
    """Decrees of the user's area; of these a bank sees its own."""
    found = Decree.objects.select_related("proposal__round__area", "proposal__run", "issued_by")
    found = limit_to_area(found, user, "proposal__round__area")
    return (
        found.filter(distributor=user.distributor)
        if getattr(user, "role", "") == Role.BANK_OFFICER
        else found
    )


def rounds_to_sign(user: User) -> QuerySet[Round]:
    """Rounds of the user's area that are screened and wait for a signature."""
    found = Round.objects.filter(state=RoundState.SCREENED).select_related("area", "current")
    return limit_to_area(found, user)


def programme(run: Run) -> LoadedProgramme:
    """The programme text that the run was decided by, pinned in its folder."""
    return programme_of(run.folder)


def rules_changed(run: Run) -> bool:
    """Whether the catalogue's text of the programme is another by now than the one that the run was decided by."""
    try:
        return load_programme(run.round.programme).sha256 != programme(run).sha256
    except ProgrammeError:
        return True


def eligible_of(run: Run) -> Eligible:
    """Counts of the run's eligible rows and the amount the law of its day gives each."""
    query = f"""
        SELECT count(*), count(DISTINCT nik), count(*) FILTER (nik IS NOT NULL AND trim(name) <> '')
        FROM read_parquet({text(run.folder / "decisions.parquet")}) WHERE {taken(run.folder)}
    """
    with connection() as own:
        rows, distinct, named = own.execute(query).fetchall()[0]
    return Eligible(rows, distinct, named, programme(run).programme.at(run.as_of).amount or 0)


def manifest_sha256(run: Run) -> str:
    return sha256(run.folder / "manifest.json")


def stated_outputs(run: Run) -> dict[str, str]:
    """The hash of every file of the run by its name, as its manifest says. Raises OSError, ValueError, KeyError."""
    stated: dict[str, str] = json.loads((run.folder / "manifest.json").read_text(encoding="utf-8"))["outputs"]
    return stated


def changed_outputs(run: Run) -> list[str]:
    """Names of the run's files that are no longer what its manifest says; empty when nothing was touched.

    The manifest itself is held to what was recorded when the run finished.
    """
    if manifest_is_intact(run) is False:
        return ["manifest.json"]
    try:
        stated = stated_outputs(run)
    except (OSError, ValueError, KeyError):
        return ["manifest.json"]
    return [name for name, _what in differences(stated, hash_outputs(run.folder))]


def named_before(run: Run, *, before: int | None = None, after: int = 0) -> list[tuple[Proposal, int]]:
    """Proposals of the same programme that name some of this run's eligible people already, with how many.

    Whose money came back to the treasury is not counted: nothing was received. Empty where the programme lets a
    person be named again. `before` and `after` look only at proposals with a lower or a higher id.
    """
    if ONCE not in {criterion.id for criterion in programme(run).programme.criteria()}:
        return []
    others = Proposal.objects.filter(round__programme=run.round.programme, pk__gt=after)
    others = others.exclude(round=run.round_id)
    if before is not None:
        others = others.filter(pk__lt=before)
    shared = _shared_with(run, others)
    naming = others.filter(pk__in=shared).select_related("round__area", "run__round", "decree")
    found = []
    for other in naming.prefetch_related("decree__came_back"):
        people = _still_shared(run, other) if _came_back(other) else shared[other.pk]
        if people:
            found.append((other, people))
    return found


def latest_proposal(programme_id: str) -> int:
    """The highest id of a proposal of this programme; 0 where there is none."""
    return Proposal.objects.filter(round__programme=programme_id).aggregate(last=Max("pk"))["last"] or 0


def _shared_with(run: Run, others: QuerySet[Proposal]) -> dict[int, int]:
    """Of these proposals those that name people of this run: {id: how many}, whether their money came back or not.

    A nation has some ten thousand proposals of one programme: their files are asked together.
    """
    files_by_condition: dict[str, dict[str, int]] = {}  # those with a quota are asked something else
    for other in others.select_related("run__round").only("run__number", "run__round"):
        folder = other.run.folder
        files = files_by_condition.setdefault(taken(folder), {})
        files[str(folder / "decisions.parquet")] = other.pk
    shared = {}
    with connection() as own:
        for condition, files in files_by_condition.items():
            query = f"""
                SELECT filename, count(DISTINCT nik) FROM read_parquet(?, filename = true)
                SEMI JOIN ({taken_niks(run.folder)}) USING (nik) WHERE {condition} GROUP BY filename
            """
            found = own.execute(query, [list(files)]).fetchall()
            shared |= {files[path]: people for path, people in found}
    return shared


def _still_shared(run: Run, other: Proposal) -> int:
    """How many of this run's people another proposal names, less those whose money came back."""
    query = f"SELECT count(*) FROM ({taken_niks(run.folder)}) SEMI JOIN ({_named_in(other)}) USING (nik)"
    with connection() as own:
        return own.execute(query).fetchall()[0][0]


def _came_back(proposal: Proposal) -> list[int]:
    """The annex numbers of those whose money came back."""
    decree = getattr(proposal, "decree", None)
    return [one.number for one in decree.came_back.all()] if decree else []


def _named_in(proposal: Proposal) -> str:
    """SELECT of the NIKs that a proposal names, less those whose money came back."""
    named = taken_niks(proposal.run.folder)
    numbers = _came_back(proposal)
    if not numbers:
        return named
    recipients = f"read_parquet({text(proposal.decree.recipients_file)})"
    return f"{named} AND nik NOT IN (SELECT nik FROM {recipients} WHERE number IN {numbers})"


def name_for(user: User, other: Proposal) -> str:
    """A proposal's round by its title, where it lies in the user's area; elsewhere only that it is elsewhere."""
    return other.round.title if user.area.contains(other.round.area) else _("wilayah lain")


def people_named_before(run: Run, other: Proposal, most: int = 50) -> list[dict[str, Any]]:
    """The first of this run's eligible people whom another proposal names: n (the row's number), name, place."""
    query = f"""
        SELECT file_row_number + 1 AS n, name, file, sheet, "row"
        FROM read_parquet({text(run.folder / "decisions.parquet")}, file_row_number = true)
        WHERE {taken(run.folder)} AND nik IN ({_named_in(other)}) ORDER BY n LIMIT {int(most)}
    """
    with connection() as own:
        found = own.execute(query).fetchall()
    return [dict(zip(("n", "name", "file", "sheet", "row"), row, strict=True)) for row in found]


def why_not_yet(run: Run, lists: Iterable[ListFile] | None = None) -> str:
    """Why this run cannot be signed, most often what has to be done with its lists; empty where nothing is.

    `lists` are those of its round, where a page has them already.
    """
    if programme(run).programme.amount is None:
        return _(
            "Program ini tidak membayar jumlah tetap, jadi putarannya tidak menjadi usulan pembayaran. Serahkan "
            "daftar yang memenuhi syarat kepada instansi pelaksananya."
        )
    lists = run.round.lists.all() if lists is None else lists
    if asking := [one.name for one in lists if one.state == ListState.NEEDS_ANSWER]:
        return _(
            "Masih ada pertanyaan tentang %(lists)s. Jawab atau tarik daftarnya, lalu periksa ulang putaran ini."
        ) % {"lists": ", ".join(asking)}
    if changed := changes_since(run, lists):
        return _(
            "Daftar berubah sejak pemeriksaan terakhir (%(lists)s). Periksa ulang putaran ini dahulu."
        ) % {"lists": ", ".join(changed)}
    return ""


def recipients_query(run: Run, amount: int) -> str:
    """SQL for the annex: villages together in the order of their codes, people in the order of the lists.

    The name is the civil registry's, which is the one on the identity card: accounts are blocked where decree
    and card differ. The list's own spelling stands beside it.
    """
    decisions, evidence = (text(run.folder / name) for name in ("decisions.parquet", "evidence.parquet"))
    return f"""
        SELECT row_number() OVER (ORDER BY d.village NULLS LAST, e.seq) AS number, d.nik,
               coalesce(nullif(trim(e."registry.name"), ''), d.name) AS name, d.name AS name_in_list,
               coalesce(d.village, '') AS village, coalesce(a.name, '') AS village_name,
               {int(amount)}::BIGINT AS amount
        FROM read_parquet({decisions}) d
        JOIN read_parquet({evidence}) e ON e.file = d.file AND e.sheet = d.sheet AND e."row" = d."row"
        LEFT JOIN read_parquet({text(areas_file())}) a ON a.code = d.village
        WHERE {taken(run.folder, "d")} ORDER BY number
    """


def recipients_of(query: str) -> Iterator[Recipient]:
    """The rows of `recipients_query`, or of a recipients.parquet, a few thousand in memory at a time."""
    with connection() as own:
        found = own.execute(f"SELECT nik, name, village, village_name, amount FROM ({query})")
        while rows := found.fetchmany(_CHUNK):
            for nik, name, village, village_name, amount in rows:
                yield Recipient(nik, name, village, village_name or village or "Tanpa desa", amount)


def recipients_in(path: Path) -> Iterator[Recipient]:
    """The recipients of a decree as it was issued."""
    yield from recipients_of(f"SELECT * FROM read_parquet({text(path)}) ORDER BY number")


def laws_cited(loaded: LoadedProgramme, run: Run) -> tuple[str, ...]:
    """The instruments the programme cites, oldest first, each with the articles that were applied."""
    settled = loaded.programme.at(run.as_of)
    cites = [ground.cite for criterion in settled.criteria() for ground in grounds_of(criterion, settled)]
    cites += [dated.cite for dated in settled.params.values()]
    articles: dict[str, list[str]] = {}
    for cite in cites:
        law = loaded.law(cite)
        if law is not None:
            articles.setdefault(law.id, []).append(cite.partition("#")[2])
    laws = sorted(
        (loaded.laws[one] for one in articles), key=lambda law: (law.enacted is None, law.enacted, law.id)
    )
    return tuple(f"{law.title.id}, {_articles(articles[law.id])}" for law in laws)


def _articles(numbers: list[str]) -> str:
    """`Pasal 3, Pasal 4 ayat (2)` from ["3", "4(2)", "3"]."""
    words = []
    for one in sorted(
        set(numbers), key=lambda one: [int(part) if part.isdigit() else 0 for part in re.split(r"(\d+)", one)]
    ):
        match = re.fullmatch(r"([0-9A-Z]+)\((.+)\)", one)
        words.append(f"Pasal {match[1]} ayat ({match[2]})" if match else f"Pasal {one}")
    return ", ".join(words)
