"""Whether a photo came whole: its kind by its bytes, and whether it can be opened to the end."""

from pathlib import Path

_MOST_PIXELS = 200_000_000  # the largest phone camera's; more is made to exhaust a machine
_MOST_PIXELS_WHOLE = 40_000_000  # of kinds that cannot be decoded small


def look_at(path: Path) -> tuple[str, bool]:
    """The kind of a file (image/jpeg, application/pdf, …) and whether it is broken."""
    with path.open("rb") as file:
        if file.read(5) == b"%PDF-":
            return "application/pdf", False
    from PIL import Image  # only where there is a photo to look at

    kind = "application/octet-stream"
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "GIF")) as image:
            kind = Image.MIME.get(image.format or "", kind)
            width, height = image.size
            if width * height > _MOST_PIXELS:
                return kind, True
            image.draft("RGB", (max(width // 8, 1), max(height // 8, 1)))  # a JPEG is decoded small: quick
            if image.size[0] * image.size[1] <= _MOST_PIXELS_WHOLE:
                image.load()
            return kind, False
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return kind, True
