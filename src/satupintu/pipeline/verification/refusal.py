"""What a service of verification answers when it cannot do what was asked."""


class Refused(Exception):
    """The text is a sentence in Indonesian for the person who asked: what is wrong and what to do."""
