"""A village with hamlets and one without, somebody at each tier, and submissions that have just come in."""

import pytest


@pytest.fixture
def field(areas, make_user):
    """`field.rt`, `field.rw` … are the people of Arjowilangun; `field.send()` an RT's submission, taken in."""
    from .case import Field

    return Field(areas, make_user)
