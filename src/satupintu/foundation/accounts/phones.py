"""Phone numbers as people write them, kept one way: +6281234567890."""

from django.utils.translation import gettext as _


def normalised(written: str) -> str:
    """A mobile number in E.164; '' for ''. Raises ValueError with a sentence for what is none of Indonesia."""
    from lokal.phone import parse_phone  # lokal takes a while on first use: only where a number is read

    if not written.strip():
        return ""
    found = parse_phone(written[:40])
    if not (found.valid and found.type == "mobile" and found.e164):
        raise ValueError(_("Tulis nomor HP Indonesia, misalnya 0812-3456-7890."))
    return str(found.e164)


def masked(phone: str) -> str:
    """'+62812••••7890': enough for its owner to know it by."""
    return f"{phone[:6]}••••{phone[-4:]}" if len(phone) > 10 else phone
