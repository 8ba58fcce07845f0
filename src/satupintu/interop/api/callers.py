"""Who calls the API, a partner or a person, as one noun that says what they may and where."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie
from ninja.utils import check_csrf

from satupintu.foundation.accounts import limits
from satupintu.foundation.accounts.models import Role, User
from satupintu.foundation.accounts.permissions import can, limit_to_area, unfinished
from satupintu.foundation.areas.models import Area

from ..models import Partner
from ..partners import TooManyError, partner_of

M = TypeVar("M", bound=Model)
PER_HOUR = 6_000  # calls of one caller: a person's answers are told one by one, not by the list


@dataclass(frozen=True)
class Caller:
    """Either of the two. `area` is the part of the country that they see."""

    user: User | None = None
    partner: Partner | None = None

    @property
    def area(self) -> Area:
        found = self.partner or self.user
        assert found is not None  # noqa: S101 - one of the two is there
        return found.area

    def may(self, action: str, use: str) -> bool:
        """A person by the action of their role, a partner by the use it was registered for."""
        return self.partner.may(use) if self.partner else can(self.user, action)

    def limited(self, queryset: QuerySet[M], field: str = "area") -> QuerySet[M]:
        """The rows that lie in the caller's area."""
        return limit_to_area(queryset, self.reader, field)

    @cached_property
    def reader(self) -> User:
        """Somebody with the caller's area for selectors that ask for a person. A partner is nobody in particular: as
        much as an agency's officer of its area may see."""
        if self.user is not None:
            return self.user
        return User(name=str(self.partner), role=Role.AGENCY_OFFICER, area=self.area)

    @property
    def writer(self) -> User:
        """In whose name a report is taken: the person's own, or the account that the partner was given."""
        found = self.user or (self.partner.account if self.partner else None)
        if found is None or not found.is_active:
            raise HttpError(
                403, "Mitra ini belum dihubungkan dengan akun instansi; minta pengelola mengaturnya."
            )
        return found


class Token(HttpBearer):
    """A partner's token, the same as for DCI."""

    def __call__(self, request: HttpRequest) -> Caller | None:
        try:
            partner = partner_of(request)
        except TooManyError:
            raise HttpError(429, "Terlalu banyak token yang salah; coba lagi seperempat jam lagi.") from None
        return _counted(Caller(partner=partner)) if partner else None

    def authenticate(self, request: HttpRequest, token: str) -> None:
        """Not called: the whole header is looked at above."""


class Session(APIKeyCookie):
    """A person signed in to the pages, with the token against forged requests where something is sent."""

    param_name = "satupintu"

    def __call__(self, request: HttpRequest) -> Caller | None:
        user = request.user
        if not isinstance(user, User) or unfinished(request):
            return None
        if check_csrf(request):
            raise HttpError(403, "Permintaan ini tidak membawa token formulir (X-CSRFToken).")
        return _counted(Caller(user=user))

    def authenticate(self, request: HttpRequest, key: str | None) -> None:
        """Not called: the session has been read by then."""


def _counted(caller: Caller) -> Caller:
    found = caller.partner or caller.user
    key = f"{type(found).__name__} {found.pk}"  # type: ignore[union-attr]
    if not limits.count_try("api call", key, limit=PER_HOUR, window=timedelta(hours=1)):
        raise HttpError(429, f"Lebih dari {PER_HOUR} permintaan dalam satu jam; coba lagi nanti.")
    return caller
