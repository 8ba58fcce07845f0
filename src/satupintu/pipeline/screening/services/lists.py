"""Takes in a village's lists, reads them at once, keeps people's answers about their columns."""

import logging
import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from satupintu.foundation.accounts.models import User
from satupintu.foundation.accounts.permissions import require
from satupintu.foundation.areas.models import Area
from satupintu.foundation.audit.services import record
from satupintu.foundation.work.services import start

from ..models import ListFile, ListState, Round
from .refusal import Refused
from .storage import fingerprint, keep, safe_name

logger = logging.getLogger(__name__)

READ = "screening.read"
READ_AT_ONCE = 2 * 1024 * 1024  # larger lists are read in the background
