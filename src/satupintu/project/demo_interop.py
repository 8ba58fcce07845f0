"""The demo's exchange with other systems: one partner in test mode, whose token everybody may know."""

import hashlib
from typing import Any

CODE = "spmis.contoh.example"
TOKEN = "token-peragaan-satu-pintu"  # noqa: S105 - of the demo, and only there; docs/guide/pertukaran-data.md shows it


def fill_interop(people: dict[str, Any]) -> None:
    """A partner of the regency that may use everything. `people` are the demo's accounts by a short name."""
    from satupintu.interop.models import Partner, Use
    from satupintu.interop.partners import new_token, save_partner

    administrator = people["pengelola"]
    partner = Partner(
        name="Sistem uji penyaluran bantuan",
        code=CODE,
        area=administrator.area,
        uses=list(Use.values),
        purpose="Peragaan: mencoba DCI dan API dengan orang rekaan",
        is_unsigned_test=True,
        account=people.get("instansi"),
    )
    save_partner(partner, by=administrator)
    new_token(partner, by=administrator)
    Partner.objects.filter(pk=partner.pk).update(token_sha256=hashlib.sha256(TOKEN.encode()).hexdigest())
