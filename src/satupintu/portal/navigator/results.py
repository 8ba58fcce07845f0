"""What the result page says: every programme in its group, in words, with the article and the next step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from satupintu.engine.determination import ELIGIBLE, INELIGIBLE, UNDETERMINED
from satupintu.engine.listing import AID
from satupintu.engine.rules import facts_of
from satupintu.gateways.catalogue import Catalogue
from satupintu.pipeline.recipients.selectors import Aid
from satupintu.pipeline.screening.eligibility import COMING, OVER, Answer
from satupintu.pipeline.screening.explanations import Told

from .asking import NEVER
from .forms import words
from .walks import Walk

RECEIVED, APPLY, MISSING, BARRED, SOON, ELSEWHERE, PAST = (
    "received",
    "apply",
    "missing",
    "barred",
    "soon",
    "elsewhere",
    "past",
)


@dataclass(frozen=True)
class Reason:
    """Why not, or not yet: what is so, what would change it, the article in full and in short; and the fact to `ask`
    with its `question`, where an answer would settle it."""

    sentence: str
    remedy: str
    citation: str
    article: str = ""
    ask: str = ""
    question: str = ""


@dataclass(frozen=True)
class Card:
    """One programme on the page. `got` are the times that aid of it was received."""

    id: str
    title: str
    agencies: str
    aid: str
    amount: int | None
    outcome: str
    reasons: tuple[Reason, ...]
    apply: str
    contact: str
    basis: tuple[str, ...]
    day: date
    is_stated: bool
    got: tuple[tuple[date | None, int | None], ...]

    @property
    def first(self) -> Reason | None:
        """What the printed line names of several."""
        return self.reasons[0] if self.reasons else None


@dataclass(frozen=True)
class Group:
    """Programmes with the same news. A folded one is there to be opened."""

    id: str
    title: str | Promise
    words: str | Promise
    cards: list[Card]
    is_folded: bool = False

    @property
    def is_brief(self) -> bool:
        """A line for each programme is enough where nothing can be done."""
        return self.id in (ELSEWHERE, PAST)

    def html(self, ask_url: str) -> list[SafeString]:
        """Its cards as the page shows them; questions are asked at `ask_url`."""
        template = "_line.html" if self.is_brief else "_card.html"
        return [_html(template, one, self.id, ask_url) for one in self.cards]

    @property
    def rows(self) -> list[SafeString]:
        """Its programmes as lines of a printed table."""
        return [_html("_row.html", one, self.id, "") for one in self.cards]


_GROUPS: tuple[tuple[str, str | Promise, str | Promise, bool], ...] = (
    (
        APPLY,
        gettext_lazy("Dapat diajukan"),
        gettext_lazy("Semua syarat yang tertulis terpenuhi. Yang memutuskan tetap penyelenggaranya."),
        False,
    ),
    (
        MISSING,
        gettext_lazy("Perlu dilengkapi"),
        gettext_lazy("Belum ada yang menghalangi, tetapi ada yang belum diketahui."),
        False,
    ),
    (
        RECEIVED,
        gettext_lazy("Sudah atau pernah diterima"),
        gettext_lazy("Menurut laporan penyelenggaranya."),
        False,
    ),
    (
        BARRED,
        gettext_lazy("Tidak memenuhi syarat"),
        gettext_lazy("Ada syarat yang tidak terpenuhi, dengan pasalnya dan apa yang dapat mengubahnya."),
        False,
    ),
    (SOON, gettext_lazy("Belum dibuka"), gettext_lazy("Program yang masanya belum mulai."), True),
    (
        ELSEWHERE,
        gettext_lazy("Untuk wilayah lain"),
        gettext_lazy("Program yang hanya berlaku di wilayah lain."),
        True,
    ),
    (
        PAST,
        gettext_lazy("Masa pendaftaran sudah lewat"),
        gettext_lazy("Diperiksa menurut aturan pada masanya, sebagai keterangan saja."),
        True,
    ),
)


def _html(template: str, card: Card, group: str, ask_url: str) -> SafeString:
    """What somebody received is theirs alone: such a card is made for this page and kept nowhere."""
    make = _shared.__wrapped__ if card.got else _shared
    return make(template, card, group, ask_url, get_language())


@lru_cache(maxsize=8_192)
def _shared(template: str, card: Card, group: str, ask_url: str, _language: str | None) -> SafeString:
    """A card that holds nothing of the person but how the rules came out, so that many share one."""
    context = {"card": card, "group": group, "ask_url": ask_url}
    return render_to_string(f"portal/navigator/{template}", context)


def groups_of(walk: Walk, found: Iterable[Answer], received: Iterable[Aid] = ()) -> list[Group]:
    """Every programme in its group, empty groups left out; `found` are the answers so far, `received` the aid that
    the person received, as far as whoever asks may see it."""
    cards: dict[str, list[Card]] = {one[0]: [] for one in _GROUPS}
    by_programme: dict[str, list[Aid]] = {}
    for one in received:
        by_programme.setdefault(one.programme, []).append(one)
    for answer in found:
        got = by_programme.get(answer.id, [])
        cards[_group(answer, got)].append(_card(answer, walk.catalogue, got))
    return [
        Group(one, title, words, cards[one], folded) for one, title, words, folded in _GROUPS if cards[one]
    ]


def _group(answer: Answer, got: list[Aid]) -> str:
    if got:
        return RECEIVED
    if answer.standing == OVER:
        return PAST
    if answer.is_offered_here is False:
        return ELSEWHERE
    if answer.outcome == INELIGIBLE:
        return BARRED
    if answer.standing == COMING:
        return SOON
    is_settled = answer.outcome == ELIGIBLE and not answer.waits_for_lists
    return APPLY if is_settled else MISSING


def _card(answer: Answer, catalogue: Catalogue, got: list[Aid]) -> Card:
    language = get_language() or "id"
    programme = answer.programme.programme
    listing = programme.listing
    agencies = (
        [catalogue.agencies[one].title for one in listing.agencies if one in catalogue.agencies]
        if listing
        else []
    )
    return Card(
        id=answer.id,
        title=programme.title.get(language),
        agencies=", ".join(one.get(language) for one in agencies) or programme.authority.get(language),
        aid=AID[listing.aid].get(language) if listing else "",
        amount=answer.amount,
        outcome=UNDETERMINED if answer.waits_for_lists and answer.outcome == ELIGIBLE else answer.outcome,
        reasons=tuple(_reasons(answer, catalogue, language)),
        apply=listing.apply.get(language) if listing else "",
        contact=listing.contact.get(language) if listing else "",
        basis=_basis(answer, language),
        day=answer.rules.as_of,
        is_stated=bool(answer.stated & facts_of(answer.rules.tree)),
        got=tuple((one.received_on, one.amount) for one in got),
    )


def _reasons(answer: Answer, catalogue: Catalogue, language: str) -> Iterable[Reason]:
    told = [one for one in answer.told(language) if one.id != answer.determination.identity]
    for one in told:
        if not _asks_hidden(answer, one.id):
            asked, article = _asked_by(answer, one.id, catalogue), _articles(answer, one.cites, language)
            question = catalogue.questions[asked].question.get(language) if asked else ""
            sentence = one.sentence or one.title
            yield Reason(sentence, one.would_change, one.citation, article, asked, question)
    if answer.waits_for_lists and answer.outcome != INELIGIBLE:
        yield Reason(
            _("Sebagian syaratnya diperiksa petugas yang berwenang dengan data pembanding."),
            _(
                "Hasilnya dapat dilihat pemiliknya sendiri dengan akunnya, bila nama dan NIK-nya sudah dicocokkan, atau"
                " ditanyakan di kantor desa dengan KTP."
            ),
            "",
        )
    if answer.determination.identity and not told:
        yield Reason(_("Tinggal identitasnya; lihat di atas."), "", "")


def trouble_of(found: Sequence[Answer]) -> Told | None:
    """What is wrong with who the person is, told once: it holds every programme back."""
    if not found or not found[0].determination.identity:
        return None
    return found[0].told(get_language() or "id")[0]


def _articles(answer: Answer, cites: Iterable[str], language: str) -> str:
    """The articles that are read, each in a word or two."""
    return "; ".join(filter(None, (_article(answer, one, language) for one in cites)))


def _article(answer: Answer, cite: str, language: str) -> str:
    """The article in a word or two, for a line on paper."""
    law, article = answer.programme.law(cite), answer.programme.article(cite)
    if law is None or article is None:
        return ""
    return _("%(law)s, Pasal %(article)s") % {"law": law.title.get(language), "article": article.number}


def _asks_hidden(answer: Answer, criterion: str) -> bool:
    """Whether a criterion that nobody can tell yet waits for what is kept from whoever asks."""
    unknown = criterion in answer.determination.unknown
    return unknown and bool(facts_of(answer.criteria[criterion].node) & answer.known.hidden_facts)


def _asked_by(answer: Answer, criterion: str, catalogue: Catalogue) -> str:
    """The fact of a criterion that a question could still bring, or ''."""
    if criterion not in answer.determination.unknown or answer.standing == OVER:
        return ""
    asked = (facts_of(answer.criteria[criterion].node) & answer.open_facts) - NEVER
    return next((fact for fact in catalogue.questions if fact in asked), "") if asked else ""


def _basis(answer: Answer, language: str) -> tuple[str, ...]:
    """The instruments the programme rests on, and those nobody could read yet."""
    listing = answer.programme.programme.listing
    if listing is None:
        return ()
    laws = answer.programme.laws
    read = (laws[one].title.get(language) for one in listing.legal_basis if one in laws)
    return (*read, *listing.legal_pending)


def said_by(walk: Walk) -> list[dict[str, str]]:
    """The questions that were answered, with the answers in words."""
    questions, language = walk.catalogue.questions, get_language() or "id"
    return [
        {
            "fact": fact,
            "question": questions[fact].question.get(language),
            "answer": words(questions[fact], value),
        }
        for fact, value in walk.answers.items()
    ]
