"""The texts of messages, by template: short, as an SMS is, and with no more about anyone than needed."""

TEMPLATES = {
    "sign_in_code": (
        "Kode masuk Satu Pintu: {code}. Berlaku 10 menit. Jangan berikan kepada siapa pun. "
        "Atau tekan tautan ini: {link}"
    ),
    "plan_reminder": "Pengingat Satu Pintu: {what} {link}",
}


def text_of(template: str, words: dict[str, str]) -> str:
    """The message's text. Raises KeyError for an unknown template or a missing word."""
    return TEMPLATES[template].format(**words)
