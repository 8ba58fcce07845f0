"""What the registry's services answer when they cannot do what was asked."""


class Refused(Exception):
    """The text is a sentence in Indonesian for the person who asked: what is wrong and what to do."""
