"""What belongs to a role besides its actions: the levels it holds at, and how its people sign in."""

from ..areas.models import Level
from .models import Role

# A role holds at areas of these levels: an RT head has an RT, an auditor any office's part of the country.
_FIELD = (Level.VILLAGE, Level.HAMLET, Level.RW, Level.RT)
_OFFICE = (Level.COUNTRY, Level.PROVINCE, Level.REGENCY, Level.DISTRICT, Level.VILLAGE)
LEVELS: dict[Role, tuple[Level, ...]] = {
    Role.RT_HEAD: (Level.RT,),
    Role.RW_HEAD: (Level.RW,),
    Role.HAMLET_HEAD: (Level.HAMLET,),
    Role.VILLAGE_OFFICER: (Level.VILLAGE,),
    Role.SUBDISTRICT_OFFICER: (Level.DISTRICT,),
    Role.DISTRICT_OFFICER: (Level.REGENCY,),
    Role.PROVINCE_OFFICER: (Level.PROVINCE,),
    Role.MINISTRY_OFFICER: (Level.COUNTRY,),
    Role.BUSINESS_OWNER: _FIELD,
    Role.BANK_OFFICER: _OFFICE,
    Role.AGENCY_OFFICER: _OFFICE,
    Role.AUDITOR: _OFFICE,
    Role.ADMINISTRATOR: _OFFICE,
}

# These have a phone instead of a desk: a code sent to it lets them in, for long, and a village invites them.
BY_PHONE = frozenset({Role.RT_HEAD, Role.RW_HEAD, Role.HAMLET_HEAD, Role.BUSINESS_OWNER})
# These have a password and, where the office says so, a second factor.
OFFICES = frozenset(Role) - BY_PHONE
