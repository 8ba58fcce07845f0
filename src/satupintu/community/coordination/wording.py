"""The five lights and the stages of reminding in words."""

from django.utils.translation import gettext_lazy as _

from satupintu.engine.progress import Light

# light -> (words, colour class, shape): told by word and shape, never by colour alone.
LIGHTS = {
    Light.LATE: (_("terlambat"), "no", "✕"),
    Light.ATTENTION: (_("perlu perhatian"), "wait", "!"),
    Light.NOT_STARTED: (_("belum dimulai"), "quiet", "○"),
    Light.ON_TRACK: (_("sesuai rencana"), "work", "▸"),
    Light.DONE: (_("selesai"), "yes", "✓"),
}


def words_of(light: Light | None) -> str:
    """The light's words; a line without target or deadline has no light yet."""
    return str(LIGHTS[light][0]) if light else str(_("belum lengkap"))
