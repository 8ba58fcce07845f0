"""Who was erased and is collected anew begins anew: nothing sealed comes back."""

from satupintu.pipeline.collection.models import Submission
from satupintu.pipeline.registry.models import Business
from satupintu.pipeline.registry.own import services as own_services
from satupintu.pipeline.registry.services import admit_waiting
from satupintu.pipeline.verification.models import Purpose, Waiting

from .own_case import SITI, VILLAGE, make_submission


def admitted(area, by, **facts):
    sent = make_submission(area, by, {"nik": SITI, "name": "Siti Aminah", "business_name": "Warung", **facts})
    Waiting.objects.create(submission=sent, purpose=Purpose.ADMIT, area=area, level=4)
    admit_waiting()
    return sent.record.identity.business


def test_collected_again_after_an_erasure_nothing_comes_back(areas, make_user):
    village = areas[VILLAGE]
    head = make_user("rt_head", area=VILLAGE)
    before = admitted(village, head, phone="0812")
    owner = make_user("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    request = own_services.ask_erasure(by=owner, reason="")
    officer = make_user("district_officer", area="35.07")
    own_services.decide_erasure(by=officer, request=request, is_granted=True, answer="ya")
    after = admitted(village, head, address="Jl. Baru")
    before = Business.objects.get(pk=before.pk)
    assert after.pk != before.pk
    assert after.facts.get("address") == "Jl. Baru"
    assert "phone" not in after.facts
    assert (before.name, before.facts, before.owner.nik) == ("", {}, "")


def test_what_was_mended_on_the_way_is_sealed_too(areas, make_user):
    """Under a mistyped NIK, or none, it stayed readable; what was sent in its place for somebody else stays."""
    village, head = areas[VILLAGE], make_user("rt_head", area=VILLAGE)
    first = make_submission(village, head, {"nik": "3507114107600099", "name": "Siti Aminah"})
    second = make_submission(village, head, {"name": "Siti Aminah"}, replaces=first)
    third = make_submission(village, head, {"nik": SITI, "name": "Siti Aminah"}, replaces=second)
    Waiting.objects.create(submission=third, purpose=Purpose.ADMIT, area=village, level=4)
    admit_waiting()
    later = make_submission(village, head, {"name": "Siti Aminah"}, replaces=third)
    budi = make_submission(village, head, {"name": "Budi Santoso"}, replaces=later)
    owner = make_user("business_owner", area=VILLAGE, nik=SITI, name="Siti Aminah")
    request = own_services.ask_erasure(by=owner, reason="")
    officer = make_user("district_officer", area="35.07")
    own_services.decide_erasure(by=officer, request=request, is_granted=True, answer="ya")
    assert list(Submission.objects.unsealed()) == [budi]
