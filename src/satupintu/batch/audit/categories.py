"""The auditor's categories: what each is called, what it is found in, and what exactly is counted.

A *recipient* is a sound NIK; a NIK that cannot be one identifies nobody, so each payment under it counts as a recipient
of its own. *Received* money is a payment whose state is ``paid`` or ``activated_while_blocked`` and that did not come
back; undelivered money reached nobody and is looked at in one category only, its own. The rupiah of a category are
those of the payments found in it: all that a recipient received where the recipient was wrong, only the payments too
many where they were paid again. In the total each recipient and each payment counts once, however many categories they
stand in.
"""

from __future__ import annotations

from dataclasses import dataclass

REGISTRY, DEADLINE = "civil_registry", "--deadline"


LKPP, IHPS = "LKPP 2020", "IHPS II 2020"


@dataclass(frozen=True)
class Category:
    """One kind of finding.

    ``needs``: the reference list, or the option, without which nobody can look for it. ``criterion``: the programme's
    criterion that was broken, where it is one. ``told_in``: the reports in which BPK counted it for BPUM 2020.
    """

    id: str
    title: str
    needs: str | None = None
    criterion: str | None = None
    told_in: tuple[str, ...] = (LKPP,)


# In the order of the auditor's tables.
CATEGORIES = (
    Category(
        "state_employee",
        "ASN, TNI, Polri, pegawai BUMN/BUMD",
        "state_employees",
        "not_state_employee",
        (LKPP, IHPS),
    ),
    Category("paid_more_than_once", "Menerima lebih dari satu kali", None, "once_per_year", (LKPP, IHPS)),
    Category("not_micro", "Bukan usaha mikro", "larger_businesses", "micro_business", (LKPP, IHPS)),
    Category("bank_credit", "Sedang menerima kredit bank", "bank_credit", "no_bank_credit", (LKPP, IHPS)),
    Category("kur", "Sedang menerima KUR", "kur_borrowers", "no_current_kur", (IHPS,)),
    Category("nik_unmatched", "NIK tidak ada di data kependudukan", REGISTRY, None, (LKPP, IHPS)),
    Category("nik_anomalous", "NIK tidak wajar"),
    Category("deceased", "Sudah meninggal", REGISTRY, "alive", (LKPP, IHPS)),
    Category("moved_abroad", "Pindah ke luar negeri", REGISTRY, "resident"),
    Category("not_in_decree", "Tidak ada di lampiran SK"),
    Category("paid_twice", "Dibayar dua kali oleh penyalur"),
    Category("blocked_but_activated", "Rekening diblokir tetapi diaktifkan"),
    Category("after_deadline", "Dibayar sesudah batas waktu", DEADLINE),
    Category("undelivered_not_returned", "Tidak tersalur dan belum dikembalikan"),
)
BITS = {category.id: 1 << place for place, category in enumerate(CATEGORIES)}
# A category that is found by the NIK standing in a list.
LISTED = {one.needs: one.id for one in CATEGORIES if one.needs and one.needs not in (REGISTRY, DEADLINE)}
# No category of the auditor's, but what they may well ask about: payments under a NIK that the registry has under
# another name, recipients of whom it has a status that says neither alive nor anything we know, money that was paid and
# is back all the same, money that came back only after the deadline; and where decree and payments differ for a NIK
# that stands in both.
NAME_MISMATCH, STATUS_UNKNOWN = "name_mismatch", "status_unknown"
PAID_AND_RETURNED, RETURNED_LATE = "paid_and_returned", "returned_late"
AMOUNT_DIFFERS, OTHER_DISTRIBUTOR = "amount_differs", "other_distributor"
_QUESTIONS = (
    NAME_MISMATCH,
    STATUS_UNKNOWN,
    PAID_AND_RETURNED,
    RETURNED_LATE,
    AMOUNT_DIFFERS,
    OTHER_DISTRIBUTOR,
)
TO_EXAMINE = {question: 1 << place for place, question in enumerate(_QUESTIONS, len(CATEGORIES))}
# Who stands in the decree and in no line of the paid list: listed with these, counted where rupiah are reconciled.
WITHOUT_PAYMENT = "decreed_without_payment"
