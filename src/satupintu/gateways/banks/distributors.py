"""The banks that distribute grants: name and BIC, by a short code that forms and records keep."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Distributor:
    """A bank; `bic` is its SWIFT code, eight characters."""

    code: str
    name: str
    bic: str


DISTRIBUTORS = {
    one.code: one
    for one in (
        Distributor("bri", "PT Bank Rakyat Indonesia (Persero) Tbk", "BRINIDJA"),
        Distributor("bni", "PT Bank Negara Indonesia (Persero) Tbk", "BNINIDJA"),
        Distributor("bsi", "PT Bank Syariah Indonesia Tbk", "BSMDIDJA"),
        Distributor("mandiri", "PT Bank Mandiri (Persero) Tbk", "BMRIIDJA"),
        Distributor("jatim", "PT Bank Pembangunan Daerah Jawa Timur Tbk", "PDJTIDJ1"),
    )
}
