"""Puts a message in the outbox and sends it in the background; asks nobody to wait for a telephone company."""

import logging
import time
import traceback
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks import task

from satupintu.gateways.messages import Gateway, GatewayProblem, open_gateway

from .models import Message, MessageState
from .wording import text_of

logger = logging.getLogger(__name__)
KEPT = timedelta(days=7)
LEFT_BEHIND = timedelta(minutes=10)  # what still waits by then is queued anew
_TRIES, _PAUSE = 3, 1.0  # seconds between two tries


def send(*, to: str, template: str, words: dict[str, str], expires_at: datetime | None = None) -> Message:
    """Queues one message; it leaves once the running transaction is committed.

    `to` is E.164. Raises KeyError for a template that is not in wording.TEMPLATES or a word that it lacks.
    """
    text_of(template, words)
    message = Message.objects.create(to=to, template=template, words=words, expires_at=expires_at)
    transaction.on_commit(lambda: _queue(message.pk))
    return message


def queue_left_behind() -> None:
    """Queues what a kill kept from the queue, between its transaction and the next step; delivering twice is none.

    What was being sent when its worker was killed is not sent again, and what it said is taken from it.
    """
    ago = timezone.now() - LEFT_BEHIND
    cut_off = Message.objects.filter(state=MessageState.SENDING, made_at__lt=ago).exclude(words={})
    if not settings.DEMO and cut_off.exists():
        cut_off.update(words={})
    waiting = Message.objects.filter(state=MessageState.WAITING, made_at__lt=ago)
    for pk in waiting.filter(Q(queued_at=None) | Q(queued_at__lt=ago)).values_list("pk", flat=True):
        _queue(pk)


def _queue(pk: int) -> None:
    Message.objects.filter(pk=pk).update(queued_at=timezone.now())
    deliver.enqueue(pk)


def is_set_up(template: str = "sign_in_code") -> bool:
    """Whether the office chose a way to send messages of this kind; WhatsApp wants an approved template for each."""
    if settings.MESSAGES == "whatsapp" and template == "plan_reminder":
        return bool(settings.WHATSAPP["reminder_template"])
    return bool(settings.MESSAGES)


@task()
def deliver(pk: int) -> None:
    """Sends what still waits; too late is not sent at all. Of two who try, one sends."""
    if not Message.objects.filter(pk=pk, state=MessageState.WAITING).update(state=MessageState.SENDING):
        return
    message = Message.objects.get(pk=pk)
    Message.objects.filter(made_at__lt=timezone.now() - KEPT).delete()
    is_late = message.expires_at and message.expires_at < timezone.now()
    try:
        problem = "expired" if is_late else _try(message)
    except (
        Exception
    ) as trouble:  # whatever it is: a code does not stay behind. Its text may quote what was sent
        problem = f"gangguan di pihak kami ({type(trouble).__name__})"
        where = "".join(traceback.format_tb(trouble.__traceback__))
        logger.error("message %s not sent: %s\n%s", pk, type(trouble).__name__, where)
    message.state = MessageState.FAILED if problem else MessageState.SENT
    message.problem, message.sent_at = problem[:200], None if problem else timezone.now()
    if not settings.DEMO:
        message.words = {}
    message.save()


def _try(message: Message) -> str:
    """Sends; what went wrong, or ''."""
    try:
        gateway = gateway_of_the_office()
    except GatewayProblem as trouble:
        return str(trouble)
    problem = ""
    for attempt in range(_TRIES):
        try:
            gateway.send(to=message.to, template=message.template, words=message.words, text=message.text)
            return ""
        except GatewayProblem as trouble:
            problem = str(trouble)
            if trouble.is_final or attempt + 1 == _TRIES:
                break
            time.sleep(_PAUSE)
    return problem


def gateway_of_the_office() -> Gateway:
    """The gateway named by SATUPINTU_MESSAGES. Raises GatewayProblem where there is none."""
    return open_gateway(settings.MESSAGES, folder=settings.DATA / "outbox", **settings.WHATSAPP)
