"""What ODK Collect and the server say to each other, as XML (docs.getodk.org/openrosa): no request, no database."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from satupintu.foundation.refusal import Refused

from .forms import Form

XML_LIMIT = 1024 * 1024  # bytes of the answers alone, photos not counted
_LIST, _MANIFEST = "http://openrosa.org/xforms/xformsList", "http://openrosa.org/xforms/xformsManifest"
_RESPONSE = "http://openrosa.org/http/response"


@dataclass
class Instance:
    """One filled-in form. `answers` are the texts of its leaves by name; of several of one name the first. `mends` is
    the instance that was sent before and edited since (OpenRosa's deprecatedID)."""

    form: str
    version: str
    instance_id: str
    mends: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    taken_at: datetime | None = None


def read_instance(raw: bytes) -> Instance:
    """The answers in a submission's XML. Raises Refused for what is cut off, no form, or not harmless."""
    if not raw:
        raise Refused(_("Kiriman ini kosong. Kirim sekali lagi."))
    if len(raw) > XML_LIMIT:
        raise Refused(_("Isian ini terlalu panjang. Kirim foto sebagai lampiran, bukan di dalam isian."))
    try:
        root = fromstring(raw, forbid_dtd=True)
    except (ElementTree.ParseError, ValueError, LookupError):  # defusedxml's refusals are ValueErrors
        raise Refused(
            _("Isian ini terpotong di jalan atau bukan formulir. Kirim sekali lagi dari ponsel.")
        ) from None
    found = Instance(form=root.get("id") or "", version=root.get("version") or "", instance_id="")
    for element in root.iter():
        name = _local(element.tag)
        if name == "instanceID" and not found.instance_id:
            found.instance_id = (element.text or "").strip()
        elif name == "deprecatedID":
            found.mends = (element.text or "").strip()
        elif len(element) == 0 and element is not root and element.text:
            found.answers.setdefault(name, element.text)
    found.instance_id = found.instance_id or (root.get("instanceID") or "").strip()
    found.taken_at = _time(found.answers.pop("end", "")) or _time(found.answers.get("start", ""))
    found.answers.pop("start", None)
    return found


def _local(tag: object) -> str:
    return str(tag).rpartition("}")[2]


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def form_list(forms: Iterable[tuple[Form, str, str]]) -> str:
    """The list of forms, each with where it is and where its media are."""
    entries = "".join(
        f"<xform><formID>{escape(form.id)}</formID><name>{escape(form.title)}</name>"
        f"<version>{escape(form.version)}</version><hash>md5:{form.md5}</hash>"
        f"<downloadUrl>{escape(download)}</downloadUrl><manifestUrl>{escape(manifest)}</manifestUrl></xform>"
        for form, download, manifest in forms
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><xforms xmlns="{_LIST}">{entries}</xforms>'


def manifest() -> str:
    """Our forms bring no pictures or tables of their own."""
    return f'<?xml version="1.0" encoding="UTF-8"?><manifest xmlns="{_MANIFEST}"/>'


def response(sentence: str, nature: str) -> str:
    """What the phone shows; `nature` is submit_success or error."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><OpenRosaResponse xmlns="{_RESPONSE}">'
        f'<message nature="{nature}">{escape(sentence)}</message></OpenRosaResponse>'
    )
