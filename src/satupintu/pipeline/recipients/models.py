"""What recipients are known by: counts of all aid and needs, and needs heard of outside collection."""

from .needs.models import StatedNeed
from .overlap.models import Reckoning

__all__ = ["Reckoning", "StatedNeed"]
