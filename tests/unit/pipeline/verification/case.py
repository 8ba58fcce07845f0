"""The field in small: areas below the village, one person a tier, and a way to send."""

from itertools import count

from satupintu.foundation.areas.models import Area, Level
from satupintu.pipeline.collection.models import Handover, Submission
from satupintu.pipeline.verification.services import take_in

VILLAGE, FLAT = "35.07.11.2008", "35.07.11.2007"  # the second has neither hamlets nor RWs
HAMLET, RW, RT = f"{VILLAGE}.D01", f"{VILLAGE}.D01.W003", f"{VILLAGE}.D01.W003.T012"
OTHER_RT, FLAT_RT = f"{VILLAGE}.D01.W003.T013", f"{FLAT}.T001"
BELOW = [
    (HAMLET, "Krajan", Level.HAMLET),
    (RW, "RW 03", Level.RW),
    (RT, "RT 12", Level.RT),
    (OTHER_RT, "RT 13", Level.RT),
    (FLAT_RT, "RT 01", Level.RT),
]
PEOPLE = {
    "rt": ("rt_head", RT, "Pak Slamet"),
    "other_rt": ("rt_head", OTHER_RT, "Bu Yati"),
    "flat_rt": ("rt_head", FLAT_RT, "Pak Karto"),
    "rw": ("rw_head", RW, "Bu Marni"),
    "hamlet": ("hamlet_head", HAMLET, "Pak Kamituwo"),
    "village": ("village_officer", VILLAGE, "Sugeng Hariadi"),
    "flat_village": ("village_officer", FLAT, "Bu Lurah"),
    "subdistrict": ("subdistrict_officer", "35.07.11", "Dewi Camat"),
    "district": ("district_officer", "35.07", "Rina Wahyuni"),
}
_numbers = count(1)


class Field:
    def __init__(self, areas, make_user):
        for code, name, level in BELOW:
            parent = areas[code.rpartition(".")[0]]
            areas[code] = Area.objects.create(
                code=code, name=name, level=level, parent=parent, path=f"{parent.path}{code}/"
            )
        self.areas, self.make_user, self._people = areas, make_user, {}

    def __getattr__(self, who):
        role, area, name = PEOPLE[who]
        if who not in self._people:
            self._people[who] = self.make_user(role, area=area, username=f"{who}.uji", name=name)
        return self._people[who]

    def receive(self, by=None, area=None, **fields):
        """A submission with its handover, as collection keeps it."""
        by, n = by or self.rt, next(_numbers)
        facts = {"name": f"Siti {n}", "nik": f"35071145060500{n % 100:02d}", **fields.pop("facts", {})}
        made = Submission.objects.create(
            instance_id=f"uuid:{n}",
            form="sidt_pendek",
            version="2026-11-01",
            channel=fields.pop("channel", "web"),
            area=self.areas[area] if area else by.area,
            by=by,
            facts=facts,
            nik=facts["nik"],
            name=facts["name"],
            business_name=f"Warung {n}",
            sha256="0" * 64,
            **fields,
        )
        Handover.objects.create(submission=made)
        return made

    def send(self, by=None, **fields):
        made = self.receive(by, **fields)
        take_in()
        return made

    def up_to(self, who, submission=None, **fields):
        """A submission that waits for this tier: those below have confirmed it."""
        from satupintu.pipeline.verification.services import confirm

        submission = submission or self.send(**fields)
        for one in ("rw", "hamlet", "village", "subdistrict", "district"):
            if one == who:
                return submission
            confirm([submission], by=getattr(self, one))
        return submission
