"""The words an officer signs under: a statement of absolute responsibility (SPTJM) for the proposal."""

from collections.abc import Sequence

from satupintu.gateways.documents import date_words, number, rupiah
from satupintu.pipeline.screening.models import Run

from .selectors import Eligible, programme

_NAMED = 20  # lists that could not be used, by name; the rest as a number


def statement_for(run: Run, eligible: Eligible, name: str, unread: Sequence[str] = ()) -> str:
    """The statement in Indonesian, with the figures it is about; it is kept word for word.

    `unread` are the names of the lists that could not be used.
    """
    title = programme(run).programme.title.id
    return (
        f"Saya, {name}, menyatakan dengan sebenarnya bahwa usulan {number(eligible.rows)} calon penerima "
        f"{title} dengan jumlah {rupiah(eligible.total)} disusun dari daftar yang diterima kantor kami"
        f"{_without(unread)}, telah diperiksa terhadap setiap syarat yang berlaku per "
        f"{date_words(run.as_of)}, dan menurut pengetahuan saya benar. Saya bertanggung jawab "
        "mutlak atas kebenaran usulan ini dan bersedia menerima akibat hukumnya bila di kemudian "
        "hari ternyata tidak benar."
    )


def _without(unread: Sequence[str]) -> str:
    if not unread:
        return ""
    names = ", ".join(unread[:_NAMED])
    more = f" dan {number(len(unread) - _NAMED)} lainnya" if len(unread) > _NAMED else ""
    return (
        f" (tanpa {number(len(unread))} daftar yang tidak dapat dipakai, sehingga orang di dalamnya tidak ikut "
        f"diperiksa: {names}{more})"
    )
