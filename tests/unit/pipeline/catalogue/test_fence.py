"""What an agency sent, seen by every role and from another agency: programmes are public, the sheets are not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from satupintu.pipeline.catalogue.services import report_programmes
from tests import fence
from tests.fence import Row

from .test_reports import HEADER, ROW

ROWS = [
    Row("catalogue:report_sheet", ("sheet",), of="regency"),
    Row("catalogue:withdraw", ("programme",), "post", of="regency"),
]


@pytest.fixture
def fenced(make_user, client_of, data_folder):
    sent = SimpleUploadedFile("program.csv", f"{HEADER}\n{ROW}".encode())
    made = report_programmes(by=make_user("agency_officer", agency="diskop-malang"), file=sent).new[0]
    own = client_of("agency_officer", agency="diskop-malang")
    return {"sheet": made.sheet.pk, "programme": made.programme, "clients": {"agency_officer": own}}


test_leaving = fence.leaving(ROWS)
test_inside = fence.inside(ROWS)
