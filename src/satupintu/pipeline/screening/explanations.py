"""Why? One row's every criterion: passed, failed or unknown; the evidence; the article; what would change it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from satupintu.batch.database import text
from satupintu.batch.pages import connection
from satupintu.engine.determination import Determination, determine
from satupintu.engine.evaluate import Step
from satupintu.engine.facts import (
    FIXED_FACTS,
    MONEY_FACTS,
    NOTED_FACTS,
    UNREAD_FACTS,
    UP_TO_FACTS,
    column_of,
    namespace,
)
from satupintu.engine.grounds import Ground, grounds_of
from satupintu.engine.nik import clean_nik
from satupintu.engine.reasons import wording
from satupintu.engine.rules import Condition, Criterion, ProgrammeAt, ProgrammeError
from satupintu.gateways.catalogue import load_catalogue
from satupintu.gateways.programmes import LoadedProgramme
from satupintu.pipeline.screening.finished import RoundProblem, pinned_programme, read_manifest
from satupintu.pipeline.screening.standings import columns_of_standing, standing_words

FACT_LABELS = {
    "row.nik": ("NIK di daftar", "NIK in the list"),
    "row.kk": ("Nomor KK di daftar", "Family card number in the list"),
    "row.name": ("Nama di daftar", "Name in the list"),
    "row.birth_date": ("Tanggal lahir di daftar", "Birth date in the list"),
    "row.village": ("Desa usaha menurut daftar", "Village of the business in the list"),
    "row.annual_turnover": ("Omzet setahun menurut daftar", "Yearly turnover in the list"),
    "row.village_unread": ("Desa tertulis tetapi tidak dikenali", "Village stated, but not known"),
    "row.turnover_unread": ("Omzet tertulis tetapi tidak terbaca", "Turnover stated, but not readable"),
    "row.turnover_up_to": ("Omzet tertulis sebagai batas atas", "Turnover stated as an upper bound"),
    "row.business_letter": ("Surat keterangan usaha atau NIB", "Business letter or NIB"),
    "registry.name": ("Nama di data kependudukan", "Name in the civil registry"),
    "registry.birth_date": ("Tanggal lahir di data kependudukan", "Birth date in the civil registry"),
    "registry.village": ("Desa di data kependudukan", "Village in the civil registry"),
    "registry.status": ("Status di data kependudukan", "Status in the civil registry"),
    "registry.citizenship": ("Kewarganegaraan di data kependudukan", "Citizenship in the civil registry"),
}
VALUE_WORDS = {
    "alive": ("hidup", "alive"),
    "deceased": ("meninggal", "deceased"),
    "moved_abroad": ("pindah ke luar negeri", "moved abroad"),
    True: ("tercatat", "listed"),
    False: ("tidak tercatat", "not listed"),
    None: ("tidak diketahui", "not known"),
}


@dataclass(frozen=True)
class Evidence:
    """One fact as it was found: ``source`` is "list", "registry" or a reference list's name."""

    fact: str
    label: str
    value: str
    source: str


@dataclass(frozen=True)
class Told:
    """Something that was decided about a row, in words: a criterion, or a trouble with the identity.

    ``cites`` are all articles it stood on that day, ``cite`` the first of them.
    """

    id: str
    title: str
    result: str
    sentence: str
    evidence: tuple[Evidence, ...]
    cite: str
    citation: str
    would_change: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """One row of a round, explained. ``identity`` is empty when nothing is wrong with who it is.

    Where the programme has a quota, ``rank``, ``within_quota`` and ``standing``, a sentence, say how far it reaches.
    """

    file: str
    sheet: str
    row: int
    nik: str | None
    name: str | None
    village: str | None
    outcome: str
    reasons: tuple[str, ...]
    flags: tuple[tuple[str, str], ...]
    duplicate_of: str | None
    programme: str
    as_of: str
    identity: tuple[Told, ...]
    criteria: tuple[Told, ...]
    rank: int | None = None
    within_quota: bool | None = None
    standing: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain values for a script."""
        return asdict(self)


@dataclass(frozen=True)
class Context:
    """What every row of a round is explained with; ``not_given`` are optional lists that nobody handed in, ``assumed``
    facts that the registry has no column for. Of one row: ``noted``, what its reader noted (`facts.NOTED_FACTS`), and
    by its fact what was ``written`` there."""

    loaded: LoadedProgramme
    programme_at: ProgrammeAt
    without: frozenset[str]
    not_given: frozenset[str]
    language: str
    assumed: frozenset[str] = frozenset()
    noted: frozenset[str] = frozenset()
    written: Mapping[str, str] = field(default_factory=dict)

    def word(self, words: tuple[str, str]) -> str:
        """The Indonesian word or the English one."""
        return words[self.language != "id"]


def explain(
    folder: Path,
    nik: str | None = None,
    places: Sequence[tuple[str, str, int]] = (),
    *,
    language: str = "id",
) -> list[Explanation]:
    """Every row of the round in ``folder`` with this NIK, or at one of these places; in the list's order.

    A place is file, sheet and row as decisions.parquet has them. Separators in ``nik`` do not matter; an unreadable
    NIK is found as it was written. Raises RoundProblem when the folder is no finished round.
    """
    context = context_of(folder, pinned_programme(folder), language)
    try:
        rows = list(find_rows(folder, nik, places)) or list(find_rows(folder, nik, places, as_written=True))
    except duckdb.Error as error:
        raise RoundProblem(f"Bukti putaran di {folder} tidak terbaca.") from error
    return [explain_row(context, row) for row in rows]


def context_of(folder: Path, loaded: LoadedProgramme, language: str) -> Context:
    """What the rows of the round in ``folder`` are explained with; ``loaded`` is the programme pinned there."""
    manifest = read_manifest(folder)
    programme_at = loaded.programme.at(date.fromisoformat(manifest["as_of"]))
    without, not_given = frozenset(manifest["without"]), frozenset(manifest["lists_not_given"])
    return Context(loaded, programme_at, without, not_given, language, frozenset(manifest.get("assumed", ())))


def find_rows(
    folder: Path, nik: str | None, places: Sequence[tuple[str, str, int]], *, as_written: bool = False
) -> Iterator[dict[str, Any]]:
    """The evidence and the decision of the rows asked for."""
    values: list[Any]
    if places:
        condition = " OR ".join('(d.file = ? AND d.sheet = ? AND d."row" = ?)' for _ in places)
        condition, values = f"({condition})", [part for place in places for part in place]
    else:
        condition = "d.nik IS NULL AND e.nik = $1 AND e.nik <> ''" if as_written else "d.nik = $1"
        values = [clean_nik(nik)]
    if not (folder / "evidence.parquet").is_file():
        from satupintu.pipeline.screening.large_evidence import large_evidence

        if not as_written:  # of what nobody could read a nation's round keeps only the place
            yield from large_evidence(folder, condition, values)
        return
    texts = "".join(f', r.{column_of(one)}_original AS "{one}_original"' for one in UNREAD_FACTS)
    with connection() as own:
        found = own.execute(
            f"""
            SELECT e.*{texts}, d.flags, d.duplicate_of, d.nik AS read_nik{columns_of_standing(folder, "d")}
            FROM read_parquet({text(folder / "decisions.parquet")}) d
            JOIN read_parquet({text(folder / "evidence.parquet")}) e
              ON e.file = d.file AND e.sheet = d.sheet AND e."row" = d."row"
            LEFT JOIN read_parquet({text(folder / "rows.parquet")}) r ON r.seq = e.seq
            WHERE {condition} ORDER BY e.seq
            """,
            values,
        )
        columns = [one[0] for one in found.description or []]
        for row in found.fetchall():
            yield dict(zip(columns, row, strict=True))


def explain_row(context: Context, row: dict[str, Any]) -> Explanation:
    """One row in words, decided anew by the reference meaning; it must come out as it was written."""
    loaded, language = context.loaded, context.language
    facts = {name: row[name] for name in row if name in FIXED_FACTS or name.startswith("lists.")}
    noted = frozenset(one for one in NOTED_FACTS if facts.get(one) is True)
    written = {fact: text for fact in UNREAD_FACTS if (text := row.get(f"{fact}_original"))}
    context = replace(context, noted=noted, written=written)
    decided = determine(context.programme_at, facts, row["identity"], row["is_duplicate"], context.without)
    if (decided.outcome, list(decided.reasons)) != (row["outcome"], row["reasons"]):
        place = f"{row['file']}!{row['sheet']}!{row['row']}"
        raise RoundProblem(f"Bukti di {place} tidak cocok dengan keputusannya. Jalankan satupintu replay.")
    return Explanation(
        file=row["file"],
        sheet=row["sheet"],
        row=row["row"],
        nik=row["read_nik"],
        name=row["row.name"],
        village=row["row.village"],
        outcome=row["outcome"],
        reasons=tuple(row["reasons"]),
        flags=tuple((one, wording(loaded.programme, one).sentence.get(language)) for one in row["flags"]),
        duplicate_of=row["duplicate_of"],
        programme=loaded.programme.title.get(language),
        as_of=context.programme_at.as_of.isoformat(),
        identity=tuple(identity_told(context, decided, row)),
        criteria=tuple(criterion_told(context, one, decided) for one in decided.trace.criteria().values()),
        rank=row.get("rank"),
        within_quota=row.get("within_quota"),
        standing=standing_words(
            context.programme_at,
            row.get("rank"),
            row["row.village"],
            language,
            is_unread="row.village_unread" in noted,
        ),
    )


def identity_told(context: Context, decided: Determination, row: dict[str, Any]) -> Iterator[Told]:
    """What is wrong with who the row is: an identity reason, the same person earlier in the round, or nothing."""
    troubles = [decided.identity] if decided.identity else []
    language = context.language
    for one in [*troubles, *(["duplicate_nik"] if decided.is_duplicate else [])]:
        words = wording(context.loaded.programme, one)
        evidence = [Evidence("row.nik", label("row.nik", context), row["nik"] or "–", "list")]
        if one == "duplicate_nik":
            first = context.word(("Baris yang lebih dahulu", "The earlier row"))
            evidence.append(Evidence("duplicate_of", first, row["duplicate_of"] or "–", "list"))
        result = "failed" if one == "duplicate_nik" else "unknown"
        yield Told(
            one,
            words.title.get(language),
            result,
            words.sentence.get(language),
            tuple(evidence),
            "",
            "",
            words.remedy.get(language),
        )


def criterion_told(
    context: Context, step: Step, decided: Determination, *, with_evidence: bool = True
) -> Told:
    """One criterion in words; without evidence where nobody asks which facts it was decided by."""
    criterion = step.node
    assert isinstance(criterion, Criterion)  # noqa: S101 (criteria() holds nothing else)
    if step.value is None:
        result = "unknown" if criterion.id in decided.unknown else "not_asked"
    else:
        result = "passed" if step.value else "failed"
    language = context.language
    sentence = {"failed": criterion.failed, "unknown": criterion.unknown}.get(result)
    grounds = grounds_of(criterion, context.programme_at)
    return Told(
        id=criterion.id,
        title=criterion.title.get(language),
        result=result,
        sentence=sentence.get(language) if sentence else "",
        evidence=tuple(evidence_of(step, context)) if with_evidence else (),
        cite=grounds[0].cite,
        citation="; ".join(citation(context, one) for one in grounds),
        would_change="" if result in ("passed", "not_asked") else criterion.remedy.get(language),
        cites=tuple(one.cite for one in grounds),
    )


def citation(context: Context, ground: Ground) -> str:
    """The article in words; where it could not be read yet, where the condition was told."""
    loaded, language = context.loaded, context.language
    law, article = loaded.law(ground.cite), loaded.article(ground.cite)
    if law and article:
        word = context.word(("Pasal", "Article"))
        return f"{law.title.get(language)}, {word} {article.number}: {article.summary.get(language)}"
    pending = context.word(("Pasal belum terbaca", "Article not read yet"))
    return f"{pending} ({ground.read_in})"


def evidence_of(step: Step, context: Context) -> Iterator[Evidence]:
    """Every fact that was compared below a step, with what it was compared to when that is a number."""
    if isinstance(step.node, Condition):
        condition = step.node
        if step.closed == "identity":
            return
        value = stated(step.fact_value, context, condition.fact)
        if isinstance(step.against, int) and not isinstance(step.against, bool):
            value += f" ({context.word(('batas', 'limit'))} {shown(step.against, context, condition.fact)})"
        if condition.fact in context.assumed and step.fact_value is not None:
            value = context.word(
                (
                    f"{value} (dianggap: daftarnya tidak punya kolom ini)",
                    f"{value} (assumed: the list has no such column)",
                )
            )
        if step.closed == "without" or condition.fact.removeprefix("lists.") in context.not_given:
            value = context.word(
                ("daftar ini tidak dipakai dalam putaran ini", "this list was not used in this round")
            )
        yield Evidence(condition.fact, label(condition.fact, context), value, source_of(condition.fact))
        if condition.fact2 is not None:
            other = stated(step.against, context, condition.fact2)
            yield Evidence(
                condition.fact2, label(condition.fact2, context), other, source_of(condition.fact2)
            )
    for child in step.children:
        yield from evidence_of(child, context)


def label(fact: str, context: Context) -> str:
    """A fact's name for a person."""
    if fact.startswith("lists."):
        return context.loaded.programme.lists[fact.removeprefix("lists.")].title.get(context.language)
    if fact in FACT_LABELS:
        return context.word(FACT_LABELS[fact])
    try:
        question = load_catalogue().questions.get(fact)
    except ProgrammeError:  # today's catalogue is not what this round was decided by
        question = None
    return question.name(context.language) if question else fact


def source_of(fact: str) -> str:
    """Where a fact came from: the list itself, the civil registry, or a named reference list."""
    kind, _, name = fact.partition(".")
    return {"row": "list", "asked": "list", "registry": "registry"}.get(kind, name)


def stated(value: Any, context: Context, fact: str) -> str:
    """A value of a fact for a person; where the list does not state it plainly, what was written there."""
    said = shown(value, context, fact)
    text = context.written.get(fact)
    if UP_TO_FACTS.get(fact) in context.noted:
        quoted = context.word((f", tertulis “{text}”", f", written “{text}”")) if text else ""
        return context.word((f"paling banyak {said}{quoted}", f"at most {said}{quoted}"))
    if value is None and UNREAD_FACTS.get(fact) in context.noted:
        quoted = f" “{text}”" if text else ""
        words = (f"tertulis{quoted}, tetapi tidak dapat dipastikan", f"stated{quoted}, but not for certain")
        return context.word(words)
    return said


def shown(value: Any, context: Context, fact: str) -> str:
    """A value of a fact as a person writes it."""
    if isinstance(value, int) and not isinstance(value, bool):
        number = f"{value:,}".replace(",", ".")
        return f"Rp{number}" if fact in MONEY_FACTS else number
    if isinstance(value, bool) and namespace(fact) == "asked":
        return context.word(("ya", "yes") if value else ("tidak", "no"))
    if isinstance(value, date):
        return f"{value:%d-%m-%Y}"
    if value is None or isinstance(value, bool) or value in VALUE_WORDS:
        return context.word(VALUE_WORDS[value])
    return str(value)
