"""One writer at a time decides who is who, so that two who look at once cannot both miss what the other does."""

from satupintu.foundation.areas.models import COUNTRY, Area


def take_turn(*, waits: bool = True) -> bool:
    """Until the end of the transaction nobody else decides; False where somebody does and we do not wait.

    The lock leaves everybody else free to read the row and to point at it. SQLite lets only one write anyway.
    """
    rows = Area.objects.select_for_update(no_key=True, skip_locked=not waits)
    return rows.filter(code=COUNTRY).first() is not None
