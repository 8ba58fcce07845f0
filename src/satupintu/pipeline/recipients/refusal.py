"""What the services of recipients answer when they cannot do what was asked."""


class Refused(Exception):
    """The text is a sentence for the person who asked: what is wrong and what to do."""
