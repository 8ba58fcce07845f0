"""What the pages of every stage share: what to do next, the reader's language, a form's status, a state's tag."""

from dataclasses import dataclass

from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language


@dataclass(frozen=True)
class NextStep:
    """What to do now, in one line and a sentence; `button` leads to `href`, by POST where it changes something.

    Without a `button` there is nothing to do but wait.
    """

    title: str
    text: str = ""
    button: str = ""
    href: str = ""
    is_post: bool = False


def language() -> str:
    """The language that the reader has chosen, `id` or `en`, as the catalogue's texts know it."""
    return "en" if (get_language() or "").startswith("en") else "id"


def status_of(form: BaseForm) -> int:
    """A form with errors comes back as 422, so that htmx and tests see that nothing was done."""
    return 422 if form.errors else 200


def tag(colour: str, shape: str, word: object) -> SafeString:
    """A state that nobody has to tell by its colour: a shape and a word."""
    said = str(word)
    return format_html(
        '<strong class="sp-tag sp-tag--{}"><span class="sp-tag__shape" aria-hidden="true">{}</span>{}</strong>',
        colour,
        shape,
        said[:1].upper() + said[1:],
    )
