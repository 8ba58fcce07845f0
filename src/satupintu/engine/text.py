"""One sentence in the languages of the house; what every text for people is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in Indonesian and in English."""

    id: str
    en: str

    def get(self, language: str = "id") -> str:
        """The sentence in a language, Indonesian unless English is asked for."""
        return self.en if language.startswith("en") else self.id
