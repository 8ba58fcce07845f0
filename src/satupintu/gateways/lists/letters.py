"""What a cell says of a business letter: its number, that there is one, or nothing that a letter is told by.

Only what affirms counts: a number that is no date, amount, telephone, NIK or RT/RW and stands under no other paper's
name, or few words ('ada', 'SKU desa', a tick). What denies, and what nobody foresaw, is no letter. The law stands here
once, in patterns that RE2 and Python both read: `letter` asks them of a column, `is_letter` of one cell.
"""

from __future__ import annotations

import re

from satupintu.gateways.lists.steps import MORE, PARTS, VALUE, Steps
from satupintu.gateways.lists.values import literal, text

# A letter that is no longer good, also when said behind a comma: '470/12/2020, sudah mati'.
_GONE = (
    r"hilang|ditolak|dicabut|cabut|dibatalkan|batal|habis|gagal|lewat|mati|expired|tidak berlaku|tdk berlaku|"
    r"kadaluarsa|kadaluwarsa|kedaluarsa|kedaluwarsa"
)
# A letter not there, or not there yet.
_DENIED = _GONE + (
    r"|belum|blm|blum|belom|blom|tidak|tdk|tak|nggak|ngga|enggak|engga|ndak|nda|gak|ga|gk|gada|g (?:ada|punya)|tiada|"
    r"tanpa|bukan|ora|durung|dereng|mboten|menyusul|nyusul|nanti|besok|bsk|segera|lagi|proses|diproses|process|pending|"
    r"waiting|menunggu|nunggu|tunggu|rencana|diajukan|mengajukan|ajukan|diurus|mengurus|ngurus|pengajuan|pengurusan|"
    r"nihil|kosong|none|null|minta|diminta|dimintakan|mohon|tolong|dibuatkan|perlu|butuh|mau"
)
_SHORT_NAMES = r"sku|nib|iumk|siup|skdu|skdp|tdp"
_NAMES = (
    rf"{_SHORT_NAMES}|domisili\W+usaha|induk\W+berusaha|(?:surat|srt|suket|ket|keterangan|izin|ijin)\W+usaha"
)
# Papers that everybody has, or that say something else than that there is a business.
_OTHERS = (
    r"sktm|skck|sptjm|e?-?ktp|kk|nkk|kartu keluarga|nik|npwp|domisili|sim|bpjs|kis|kip|pkh|akta|ijazah|pbb|sppt|"
    r"rekening|kematian|kelahiran|nikah|p-?irt|halal|pernyataan|foto(?: usaha)?"
)
_ADDRESS = r"r[tw]|jl|jln|jalan|gg|gang|dsn|dusun|dk|dukuh|blok|perum"
_TICKS = "✓✔√☑✅🗸●■þü"
_YES = (
    r"ada|ya|iya|y|yes|v+|punya|sudah|sdh|udah|udh|lengkap|terlampir|dilampirkan|terbit|ok|oke|true|memiliki|mempunyai|"
    r"dimiliki|tersedia|aktif|berlaku|valid|legal"
)
_SMALL = (
    r"dari|dr|di|desa|ds|kelurahan|kel|kecamatan|kec|kades|lurah|dan|atau|surat|srt|ket|keterangan|suket|usaha|usahanya|"
    r"mikro|izin|ijin|domisili|induk|berusaha|asli|tgl|tanggal|th|thn|tahun|fotokopi|fotocopy|fc|copy"
)
_MORE = (
    r"oleh|dengan|dgn|yang|yg|sah|resmi|baru|lama|masih|msh|saja|semua|jadi|keluar|selesai|dapat|dpt|dibuat|diterima|"
    r"rumah"
)
_BETWEEN = r"[ -/:-@\[-`{-~–—…•·¨" + "\ufe0f]"
_MONTH = r"(?:jan|feb|peb|mar|apr|mei|may|jun|jul|agu|agt|ags|aug|sep|okt|oct|nov|nop|des|dec)[a-z]*"
_DAY, _MONTH_NUMBER, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_DATES = (
    rf"{_DAY}[-/. ]{{1,3}}(?:{_MONTH_NUMBER}|{_MONTH})[-/., ]{{1,3}}(?:{_YEAR}|\d\d)|{_DAY}[- ]{{1,2}}{_MONTH}|"
    rf"{_YEAR}[-/.]{_MONTH_NUMBER}[-/.]{_DAY}(?:[ t]\d\d:\d\d(?::\d\d)?)?|"
    rf"(?:{_MONTH_NUMBER}|{_MONTH})[-/. ]{_YEAR}|{_YEAR}"
)
# Digits that are somebody's or something's: amounts, quantities, telephones, a NIK or KK, RT and RW.
_JUNK = (
    r"(?:\brp|\bidr)[ .:]*\d[\d.,]*|\b\d[\d.]{0,15} ?(?:jt|juta|rb|ribu)(?:an)?\b|"
    r"\b\d[\d.]{0,15} ?(?:/|per)? ?(?:hari|hr|minggu|mgg|jam|kali|x|kg|orang|org|pcs|lembar|lbr)\b|"
    r"\b\d[\d.]{0,15} ?(?:/|per) ?(?:bulan|bln|tahun|thn|th)\b|\+?\b(?:62|0)[ -]?8[\d -]{7,13}|\b\d(?:[ '’]?\d){13,}\b|"
    r"\b\d\d[.-]?\d\d[.-]?\d\d[.-]\d{6}[.-]\d{4}\b|\br[tw]\W*\d+(?:\W*(?:r[tw])?\W*\d+)?"
)
# A NIB of the days when they begin with a date, which may look like a telephone's: 08-12-21.
_DATED_NIB = r"\b08(?:0[1-9]|1[0-2])(?:1[89]|2\d)\d{7}\b"
# Numbers that are none by themselves: an amount, a village's code.
_ALONE = (
    r"[1-9]\d{1,6}000|\d{1,3}(?:[.,]\d{3})*[.,](?:000|500)(?:[.,]?(?:-|00))?|\d{1,3}(?:[.,]\d{3}){2,}(?:[.,]?(?:-|00))?|"
    r"\d\d\.\d\d\.\d\d\.\d{4}"
)
_PAIR = r"(?:0\d\d?|\d{1,2})"  # an RT or RW, beside the other: '003/001'

# What is made of a clause, beside itself as it was `said`: `bare` of what stands around it, `shown` with its days as
# a word, `numbers` less those that are somebody's, and the `rest` less days and RT/RW too.
_DAYS = (rf"(^|[^0-9a-z/.-])(?:{_DATES})($|[^0-9/.-])", r"\1tanggal\2")
_MADE: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("bare", "said", ((r"^[^a-z0-9]+|[^a-z0-9]+$", ""),)),
    ("shown", "said", (_DAYS,)),
    ("numbers", "bare", ((_DATED_NIB, " 1 "), (_JUNK, " 0 "))),
    ("rest", "numbers", (_DAYS, (rf"(^|[^0-9a-z/.-]){_PAIR} ?/ ?{_PAIR}($|[^0-9/.-])", r"\1 0 \2"))),
)
_CODE = r"[1-9][a-z0-9/.-]*/[a-z0-9/.-]*"  # in '470/GA/2021' nothing is denied
_DENIES = rf"\b(?:{_DENIED})\b"
_IS_GONE = rf"\b(?:{_GONE})\b"
_NAMED = rf"(?:^|[^a-z])(?:{_NAMES})(?:[^a-z]|$)"
_OTHER = rf"(?:^|[^a-z])(?:{_OTHERS})(?:[^a-z]|$)"
_OTHER_IN_CODE = r"(?:^|[^a-z])(?:sktm|skck|sptjm)(?:[^a-z]|$)"
_PLACE = rf"\b(?:{_ADDRESS})\b"
_LABELLED = r"(?:^|[^a-z])(?:no|nomor|nomer|nmr|reg|register)[^a-z0-9]{0,4}0*[1-9]"
_UNDER_NAME = r"(?:^|[^a-z])(?:surat|srt|sk|ket|keterangan|suket)[^a-z0-9]{0,4}0*[1-9]"
_SLASHED = r"[1-9]\d*[a-z. -]{0,3}/\W*[a-z0-9]|[a-z0-9.]\W*/\W*0*[1-9]"
_DIGITS = r"(?:[^a-z]|tanggal|tgl|(?:th|thn|tahun)\W*tanggal)*"
_SAYS_YES = rf"(?:^|[^a-z])(?:{_YES})(?:[^a-z]|$)|[{_TICKS}]"


def _only(words: str) -> str:
    """A text of nothing but some words and ticks, which can be taken apart in one way only."""
    return rf"{_BETWEEN}*(?:(?:{words})(?:{_BETWEEN}+|$)|[{_TICKS}]{_BETWEEN}*)+"


_AFFIRMING = _only(f"{_YES}|{_SHORT_NAMES}|{_SMALL}|{_MORE}")
_NAMING = _only(f"{_SHORT_NAMES}|{_SMALL}")
_UNANSWERED = r"[:=_–…-]\W*$"  # 'NIB: -'
# A number whose slot nobody filled in: '470/…../35.07/2021'.
_UNFILLED = r"/[ ._…-]+/|^(?:no[^a-z0-9]*)?[._…]{2,} ?/"
# As most letters are written, told at a look: nothing in them could deny it, be a date, an RT/RW or a telephone.
_PARTS = "(?:/[0-9IVX]+(?:[.-][0-9IVX]+)*)"
_USUAL = (
    f"(?:SKU |NIB )?(?:[Nn][Oo][.] ?)?[1-9][0-9]{{2}}{_PARTS}+|[1-9][0-9]*/SKU{_PARTS}|"
    f"(?:SKU|SKDU|NIB|IUMK)/[1-9][0-9]{{0,12}}{_PARTS}*|(?:[1-57-9][0-9]{{2}}|6[013-9][0-9]|62[0-79])[0-9]{{10}}|ada|Ada|ADA"
)
_USUAL_NONE = "-?|(?:tidak|belum) ada|dalam proses"
LONGEST = 500  # signs: a longer cell is an essay, and some patterns would look at it over and over
_COMMA, _POINT = r"(\d),(\d)", r"\1.\2"  # '2,5 juta' is one clause


# What a clause is searched for, and (below) what its whole text may be.
_FOUND = {
    "denies": ("said", _DENIES),
    "gone": ("said", _IS_GONE),
    "named": ("said", _NAMED),
    "other": ("said", _OTHER),
    "poverty": ("said", _OTHER_IN_CODE),
    "place": ("bare", _PLACE),
    "labelled": ("numbers", _LABELLED),
    "titled": ("rest", _UNDER_NAME),
    "slashed": ("rest", _SLASHED),
    "counted": ("rest", "[1-9]"),
    "answered": ("shown", _SAYS_YES),
    "unanswered": ("shown", _UNANSWERED),
}
_WHOLE = {
    "code": ("bare", _CODE),
    "digits": ("rest", _DIGITS),
    "alone": ("bare", _ALONE),
    "affirming": ("shown", _AFFIRMING),
    "naming": ("shown", _NAMING),
}


def is_letter(cell: str) -> bool:
    """Whether a cell says that there is a business letter: what `letter` asks, of one cell in Python."""
    shown = " ".join(cell.split())
    if re.fullmatch(_USUAL, shown):
        return True
    if len(shown) > LONGEST:
        return False
    low = re.sub(_COMMA, _POINT, shown.lower())
    clauses = [_Clause(one) for one in re.split("[,;]", low)]
    return not _has(low, _UNFILLED) and _is_said(
        over=any(one.gone and not one.named for one in clauses),
        number=any(one.number for one in clauses),
        yes=any(one.yes for one in clauses),
        name=any(one.name for one in clauses),
        denied=any(one.denied for one in clauses),
        nameless=any(one.denied and not one.named for one in clauses),
    )


def _is_said(*, over: bool, number: bool, yes: bool, name: bool, denied: bool, nameless: bool) -> bool:
    """Whether clauses that say this between them say that there is a letter."""
    return not over and (number or (yes and not nameless) or (name and not denied))


class _Clause:
    """What a part of a cell up to a comma says; each as `_CLAUSE` has it in SQL."""

    def __init__(self, said: str) -> None:
        made = {"said": said}
        for name, of, changes in _MADE:
            made[name] = made[of]
            for pattern, instead in changes:
                made[name] = re.sub(pattern, instead, made[name], flags=re.ASCII)
        f = {name: _has(made[of], pattern) for name, (of, pattern) in _FOUND.items()}
        f |= {
            name: re.fullmatch(pattern, made[of], re.ASCII) is not None
            for name, (of, pattern) in _WHOLE.items()
        }
        self.named = f["named"]
        self.denied = f["denies"] and not f["code"]
        self.gone = f["gone"] and not f["code"]
        other = (f["poverty"] or (f["other"] and not f["code"])) and not f["named"]
        is_good = not self.denied and not other
        is_number = f["labelled"] or f["titled"] or f["slashed"]
        self.number = is_good and (
            (f["named"] and f["counted"])
            or (is_number and not f["place"])
            or (f["digits"] and f["counted"] and not f["alone"])
        )
        self.yes = is_good and f["affirming"] and f["answered"]
        self.name = is_good and f["naming"] and f["named"] and not f["unanswered"]


_CLAUSE = {
    "named": "f.named",
    "denied": "f.denies AND NOT f.code",
    "gone": "f.gone AND NOT f.code",
    "good": "NOT (f.denies AND NOT f.code) AND NOT ((f.poverty OR (f.other AND NOT f.code)) AND NOT f.named)",
    "number": "(f.named AND f.counted) OR ((f.labelled OR f.titled OR f.slashed) AND NOT f.place)"
    " OR (f.digits AND f.counted AND NOT f.alone)",
    "yes": "f.affirming AND f.answered",
    "name": "f.naming AND f.named AND NOT f.unanswered",
}
# What `_is_said` asks for, a bit each.
_BITS = {
    "over": "f.gone AND NOT f.named",
    "number": "f.good AND f.number",
    "yes": "f.good AND f.yes",
    "name": "f.good AND f.name",
    "denied": "f.denied",
    "nameless": "f.denied AND NOT f.named",
}
# Its answer to each sum of them, as one digit: planned at once, where the same in words took as long to plan as
# thousands of rows to read.
_ANSWERS = "".join(
    str(int(_is_said(**{one: bool(sum_ >> place & 1) for place, one in enumerate(_BITS)})))
    for sum_ in range(1 << len(_BITS))
)


def letter(steps: Steps, name: str = "business_letter") -> None:
    """A business letter as it stands, a tick too; NULL where the cell does not say that there is one."""
    text(steps, name)
    tidy, clauses = f"{name}_tidy", f"{name}_clauses"
    plain = steps.add(PARTS, f"{name}_usual", is_usual(tidy))
    low = f"regexp_replace(lower({tidy}), '{_COMMA}', '{_POINT}', 'g')"
    is_unusual = f"NOT {is_usual(tidy)} AND NOT {is_usual_none(tidy)} AND length({tidy}) <= {LONGEST}"
    steps.add(PARTS, f"{name}_low", f"CASE WHEN {is_unusual} THEN {low} END")
    steps.add(MORE, clauses, f"CASE WHEN {name}_low IS NOT NULL THEN {_clauses_sql(f'{name}_low')} END")

    unfilled = f"regexp_matches({name}_low, {literal(_UNFILLED)})"
    is_said = f"NOT {unfilled} AND {literal(_ANSWERS)}[{clauses} + 1] = '1'"
    steps.add(VALUE, f"{name}_value", f"CASE WHEN {plain} OR ({is_said}) THEN {tidy} END")


def _clauses_sql(low: str) -> str:
    """What the clauses of a text say between them, as a sum of `_BITS`."""
    found = f"list_transform(regexp_split_to_array({low}, '[,;]'), lambda said: {{'said': said}})"
    names = ["said"]
    for name, of, changes in _MADE:
        made = f"f.{of}"
        for pattern, instead in changes:
            made = f"regexp_replace({made}, {literal(pattern)}, {literal(instead)}, 'g')"
        kept = ", ".join(f"'{one}': f.{one}" for one in names)
        found = f"list_transform({found}, lambda f: {{{kept}, '{name}': {made}}})"
        names.append(name)
    looks = {name: f"regexp_matches(f.{of}, {literal(pattern)})" for name, (of, pattern) in _FOUND.items()}
    looks |= {
        name: f"regexp_full_match(f.{of}, {literal(pattern)})" for name, (of, pattern) in _WHOLE.items()
    }
    for struct in (looks, _CLAUSE):
        found = f"list_transform({found}, lambda f: {{{', '.join(f'{one!r}: {sql}' for one, sql in struct.items())}}})"
    bits = " + ".join(f"CAST({sql} AS INTEGER) * {1 << place}" for place, sql in enumerate(_BITS.values()))
    return f"list_bit_or(list_transform({found}, lambda f: {bits}))"


def is_usual(cell: str) -> str:
    """SQL that tells at a look a letter written as most are."""
    return f"regexp_full_match({cell}, '{_USUAL}')"


def is_usual_none(cell: str) -> str:
    """SQL that tells at a look what most people write where there is none."""
    return f"regexp_full_match({cell}, '{_USUAL_NONE}')"


def _has(value: str, pattern: str) -> bool:
    return re.search(pattern, value, re.ASCII) is not None


def says_none(cell: str) -> str:
    """SQL that tells a text which says plainly that there is no letter, or nothing at all."""
    nothing = r"[^a-z0-9]*(?:no|nan|n/a|nil|false|0+|[a-uwxz]|s\.?d\.?a|idem|sama|ditto)?[^a-z0-9]*"
    low = f"lower({cell})"
    return f"(regexp_matches({low}, {literal(_DENIES)}) OR regexp_full_match({low}, {literal(nothing)}))"
