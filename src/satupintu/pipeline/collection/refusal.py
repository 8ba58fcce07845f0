"""What collection answers when it cannot keep what was sent."""


class RefusedError(Exception):
    """The text is a sentence in Indonesian for the sender: what is wrong and what to do."""
