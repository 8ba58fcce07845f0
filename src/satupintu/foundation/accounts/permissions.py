"""Who may do what: the role table as data, the one function that limits a queryset to an area, and the
declaration that every view carries."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from ..areas.models import Area
from .models import Role, User
from .roles import OFFICES
from .way_back import way_back

T, W, H, V, S, D, N, M, U, B, G, A, P = (
    Role.RT_HEAD,
    Role.RW_HEAD,
    Role.HAMLET_HEAD,
    Role.VILLAGE_OFFICER,
    Role.SUBDISTRICT_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.PROVINCE_OFFICER,
    Role.MINISTRY_OFFICER,
    Role.BUSINESS_OWNER,
    Role.BANK_OFFICER,
    Role.AGENCY_OFFICER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
TIERS = frozenset({T, W, H, V, S, D, N, M})  # everyone data pass through on their way up
PLANNERS = frozenset({D, N, M})  # offices that plan and budget programmes
EVERYONE = frozenset(Role)

# An action, and the roles that may take it. The administrator sees no personal data; the auditor changes
# nothing; who signs a round does not confirm its payments: that is the bank's answer.
ACTIONS: dict[str, frozenset[Role]] = {
    "account.self": EVERYONE,  # one's own password
    "account.manage": frozenset({P}),
    "account.invite": frozenset({V}),  # accounts of RT, RW and hamlet heads and of owners, in one's village
    "job.read": frozenset({V, S, B, G, A}) | PLANNERS,  # one's own background work
    "job.restart": frozenset({V, S, B, G}) | PLANNERS,
    "event.read": frozenset({A, P}),  # the audit trail
    "programme.read": EVERYONE,
    "round.read": frozenset({V, D, A}),
    "round.create": frozenset({D}),
    "list.upload": frozenset({V, D}),
    "list.map": frozenset({V, D}),  # confirm what a column is
    "list.remove": frozenset({V, D}),
    "reference.read": frozenset({D, A}),  # which lists there are and since when, not who stands in them
    "reference.upload": frozenset({D}),
    "round.screen": frozenset({D}),
    "person.read": frozenset({V, D, A}),
    "pair.judge": frozenset({V, D}),  # say whether two rows are one person
    "corrections.read": frozenset({V, D, A}),
    "round.sign": frozenset({D}),
    "proposal.read": frozenset({D, A}),
    "decree.read": frozenset({D, B, A}),
    "decree.create": frozenset({D}),
    "payment.read": frozenset({D, B, A}),
    "payment.instruct": frozenset({D}),
    "payment.answer": frozenset({B}),
    "audit.read": frozenset(
        {D, A}
    ),  # a decree and what became of its payments, by name, for `satupintu audit`
    "area.manage": frozenset({V, D}),  # name the hamlets, RWs and RTs below a village
    "submission.create": frozenset({T, W, H, V}),
    "submission.import": frozenset({V, S, D}),  # OpenSID, SIAK, and lists
    "submission.read": TIERS | {A},
    "verification.read": TIERS | {A},
    "verification.decide": frozenset({T, W, H, V, S, D}),
    "ladder.manage": frozenset({D}),
    "business.read": TIERS | {A},
    "business.judge": frozenset({V, S, D}),  # say whether two records are one business, or one person
    "nik.read": frozenset({V, S, D, A}),  # whole, with a purpose that is kept
    "coverage.read": TIERS | {A},
    "coverage.expect": frozenset({V, S, D}),  # say how many businesses there should be, and who says so
    "letter.read": frozenset({V, S, D, A}),
    "letter.issue": frozenset({V}),
    "objection.answer": frozenset({V, D}),
    "erasure.decide": frozenset({D}),  # blank a person's facts on their request
    "own.read": frozenset({U}),  # what is known of one's own businesses, and who looked
    "own.correct": frozenset({U}),
    "catalogue.report": frozenset({G}) | PLANNERS,  # report an agency's own programmes
    "aid.report": frozenset({G}) | PLANNERS,  # report who received what of an agency's own programmes
    "aid.read": PLANNERS | {V, S, A},  # who received what, by name, in one's area
    # Reports and the recipients in them: an agency sees only what it sent itself, offices their area's.
    "aid.reported": PLANNERS | {V, S, G, A},
    "aid.judge": frozenset({V, S, D}),  # say whether a recipient is a person of the registry
    "overlap.read": PLANNERS | {V, S, G, A},  # counts; names want aid.read
    "overlap.run": PLANNERS,  # count everything anew, in the background
    "gap.read": PLANNERS | {V, S, G, A},  # needs against what is offered, by area, without names
    "unserved.read": PLANNERS | {V, S, A},  # those who received nothing, by name
    "navigator.help": TIERS,  # ask on somebody's behalf what they can get
    "own.navigate": frozenset({U}),
    "simulation.read": PLANNERS | {A},
    "simulation.run": PLANNERS,
    "plan.read": TIERS | {G, A},
    "plan.manage": PLANNERS,  # action plans, partners, meetings
    "plan.report": PLANNERS | {G},  # progress and evidence on one's own lines
    "plan.evidence": PLANNERS | {G, A},  # open a file that proves progress: it may show people
    "partner.manage": frozenset({P}),  # keys of systems that ask through the API
    "exchange.partner": frozenset(),  # nobody's by a session: systems that show a token
}

View = TypeVar("View", bound=Callable[..., HttpResponse])
PUBLIC = "public"
SECOND_FACTOR = "second_factor"  # in a session: this person proved who they are twice


def can(user: Any, action: str, area: Area | None = None) -> bool:
    """Whether this user's role allows the action and, where an area is given, it lies in their part.

    Raises KeyError for an action that is not in the table: a typing error must not look like a refusal.
    """
    roles = ACTIONS[action]
    if not isinstance(user, User) or not user.is_active or user.role not in roles:
        return False
    return area is None or user.area.contains(area)


def require(user: Any, action: str, area: Area | None = None) -> None:
    """For services: raises PermissionDenied unless `can`."""
    if not can(user, action, area):
        raise PermissionDenied(action)


Row = TypeVar("Row", bound=Model)


def limit_to_area(queryset: QuerySet[Row], user: Any, field: str = "area") -> QuerySet[Row]:
    """The rows of a queryset that lie in the user's part of the area tree; none for a stranger.

    `field` is the path to an Area (`area`, `round__area`) or to a text field that holds a dotted code.
    """
    if not isinstance(user, User) or not user.is_active:
        return queryset.none()
    if _leads_to_area(queryset.model, field):
        return queryset.filter(**{f"{field}__path__startswith": user.area.path})
    prefix = user.area.prefix
    if not prefix:
        return queryset
    return queryset.filter(Q(**{field: prefix}) | Q(**{f"{field}__startswith": f"{prefix}."}))


def _leads_to_area(model: type[Model], field: str) -> bool:
    for name in field.split("__"):
        found = model._meta.get_field(name)
        if found.related_model is None:
            return False
        model = found.related_model  # type: ignore[assignment]
    return model is Area


def unfinished(request: HttpRequest) -> str:
    """The page somebody must be done with before any other: an own password, then a second factor; '' when done."""
    if request.user.must_change_password:
        return "accounts:change_password"
    if settings.MFA_REQUIRED and request.user.role in OFFICES and not request.session.get(SECOND_FACTOR):
        return "accounts:second_factor"
    return ""


def allow(action: str) -> Callable[[View], View]:
    """Declares on a view which action it is; strangers are sent to sign in, other roles are refused."""
    if action not in ACTIONS:
        raise KeyError(action)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                if _is_lost_form(request):
                    messages.warning(
                        request,
                        _(
                            "Masa masuk Anda sudah habis. Yang baru saja Anda kirim tidak tersimpan: masuk lagi, lalu "
                            "isi dan kirim sekali lagi."
                        ),
                    )
                return redirect_to_login(way_back(request))
            if action != "account.self" and (page := unfinished(request)):
                return redirect(page)
            require(request.user, action)
            return view(request, *args, **kwargs)

        guarded.allowed = action  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return declare


def _is_lost_form(request: HttpRequest) -> bool:
    """Whether a person sent a form that nobody takes: a script of a page tells them itself."""
    is_page = (
        request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
        and "HX-Request" not in request.headers
    )
    return request.method == "POST" and is_page


def public(view: View) -> View:
    """Declares on a view that anyone may open it."""
    view.allowed = PUBLIC  # type: ignore[attr-defined]
    return view
