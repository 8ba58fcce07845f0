"""The words an officer signs under: a statement of absolute responsibility (SPTJM) for the proposal."""

from satupintu.gateways.documents import date_words, number, rupiah
from satupintu.pipeline.screening.models import Run

from .selectors import Eligible, programme


def statement_for(run: Run, eligible: Eligible, name: str) -> str:
    """The statement in Indonesian, with the figures it is about; it is kept word for word."""
    title = programme(run).programme.title.id
    return (
        f"Saya, {name}, menyatakan dengan sebenarnya bahwa usulan {number(eligible.rows)} calon penerima "
        f"{title} dengan jumlah {rupiah(eligible.total)} disusun dari daftar yang diterima kantor kami, "
        f"telah diperiksa terhadap setiap syarat yang berlaku per {date_words(run.as_of)}, dan menurut "
        "pengetahuan saya benar. Saya bertanggung jawab mutlak atas kebenaran usulan ini dan bersedia "
        "menerima akibat hukumnya bila di kemudian hari ternyata tidak benar."
    )
