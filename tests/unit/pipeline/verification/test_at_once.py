"""Fifty officers at once: every word is kept, none twice, whoever comes second is told; on both databases."""

import threading
from collections import Counter
from itertools import count

import pytest
from django.db import ConnectionHandler, connection, connections
from django.db.models import F

from satupintu.foundation.refusal import Refused
from satupintu.pipeline.collection.models import Handover, Submission
from satupintu.pipeline.verification.models import Purpose, SignOff, Verification, Waiting
from satupintu.pipeline.verification.services import confirm, return_, take_in

from .case import RW

pytestmark = pytest.mark.django_db(transaction=True)
OFFICERS = 50


@pytest.fixture
def at_once(tmp_path):
    """`at_once(calls, look)`: all at the same moment, each on its own connection; (what they gave, what `look` saw).

    The tests' SQLite lives in memory, where writers fail instead of waiting: there the threads, and then this test
    itself, work on a copy in a file, opened with the settings of the house.
    """
    file = None
    if connection.vendor == "sqlite":
        from django.conf import settings

        options = {**settings.DATABASES["default"], "NAME": str(tmp_path / "copy.sqlite3")}
        file = ConnectionHandler({"default": options})

    def run(calls):
        if file is not None:
            with file["default"].cursor() as cursor:
                connection.connection.backup(cursor.connection)
        start, results = threading.Barrier(len(calls)), []

        def one(call):
            if file is not None:
                connections["default"] = file["default"]
            start.wait(timeout=30)
            try:
                results.append(call())
            except Refused as refusal:
                results.append(str(refusal))
            except Exception as error:
                results.append(error)
            finally:
                connections["default"].close()

        threads = [threading.Thread(target=one, args=[call]) for call in calls]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return results

    return lambda calls, look: _looked(run(calls), look, file)


def _looked(results, look, file):
    if file is None:
        return results, look()
    memory = connections["default"]
    connections["default"] = file["default"]
    try:
        return results, look()
    finally:
        connections["default"].close()
        connections["default"] = memory


def state():
    return {
        "words": Counter(Verification.objects.filter(level=6).values_list("submission", flat=True)),
        "signed": list(SignOff.objects.values_list("count", flat=True)),
        "waiting": Counter(Waiting.objects.values_list("purpose", "area")),
        "handed": Handover.objects.count(),
        "mine": sum(
            one.verifications.count() == one.count
            for one in SignOff.objects.prefetch_related("verifications")
        ),
        "sent_by_itself": Verification.objects.filter(level=7, by=F("submission__by")).count(),
    }


def test_fifty_officers_confirm_the_same_submissions(field, at_once):
    sent = [field.send() for _ in range(20)]
    officers = [field.make_user("rw_head", area=RW, name=f"Pengurus {n}") for n in range(OFFICERS)]
    # Each takes ten in a row that overlap with the neighbours', from the other end where the number is odd.
    chosen = [[sent[(n + k) % 20] for k in range(10)][:: -1 if n % 2 else 1] for n in range(OFFICERS)]
    results, after = at_once([lambda n=n: confirm(chosen[n], by=officers[n]) for n in range(OFFICERS)], state)
    assert {type(one) for one in results} <= {SignOff, str}, [str(one) for one in results]
    assert all("sudah dibenarkan oleh Pengurus" in one for one in results if isinstance(one, str))
    assert after["words"] == Counter({one.pk: 1 for one in sent})
    assert sum(after["signed"]) == 20
    assert after["mine"] == len(after["signed"]) == sum(isinstance(one, SignOff) for one in results)
    assert after["waiting"] == {(Purpose.VERIFY, field.areas[RW].parent_id): 20}


def test_one_confirms_while_another_returns(field, at_once):
    sent = [field.send() for _ in range(10)]
    users = [field.make_user("rw_head", area=RW) for _ in range(20)]
    calls = [lambda n=n: confirm([sent[n // 2]], by=users[n]) for n in range(0, 20, 2)]
    calls += [
        lambda n=n: return_(sent[n // 2], by=users[n], reason="Foto tidak jelas.") for n in range(1, 20, 2)
    ]
    results, after = at_once(calls, state)
    assert sum(isinstance(one, str) for one in results) == 10
    assert not [one for one in results if not isinstance(one, str | SignOff | Verification)]
    assert after["words"] == Counter({one.pk: 1 for one in sent})
    assert after["waiting"].total() == 10


def test_queues_opened_at_once_take_each_submission_in_once(field, at_once):
    for _ in range(60):
        field.receive()
    calls = [lambda: take_in(limit=7) for _ in range(20)]
    results, after = at_once(calls, state)
    assert sum(results) == 60 - after["handed"]
    assert after["waiting"].total() == after["sent_by_itself"] == 60 - after["handed"]
    assert after["handed"] == 0


def test_new_ones_arrive_while_others_are_taken_in(field, at_once):
    numbers = count(1)
    rt = field.rt

    def arrive():
        made = Submission.objects.create(
            instance_id=f"uuid:baru-{next(numbers)}",
            form="sidt_pendek",
            version="2026-11-22",
            channel="web",
            area_id=rt.area_id,
            by=rt,
            sha256="0" * 64,
        )
        Handover.objects.create(submission=made)
        return take_in()

    results, after = at_once([arrive] * 30, state)
    assert not [one for one in results if not isinstance(one, int)]
    assert after["waiting"].total() + after["handed"] == 30
