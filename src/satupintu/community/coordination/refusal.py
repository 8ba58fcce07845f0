"""What a service of coordination answers when it cannot do what was asked."""


class Refused(Exception):
    """The text is a sentence in Indonesian for the person who asked: what is wrong and what to do.

    `problems` are several such sentences at once, each with its place: what a spreadsheet's import has to say.
    """

    def __init__(self, text: str, problems: tuple[str, ...] = ()) -> None:
        super().__init__(text)
        self.problems = problems
