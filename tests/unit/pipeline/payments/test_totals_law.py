"""A law: whatever a bank sends, in whatever order, the sums equal the decree and follow the table."""

from django.core.files.base import ContentFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from satupintu.gateways.banks import PaymentState, payment_reference
from satupintu.pipeline.payments.ledger import instructions_in, totals
from satupintu.pipeline.payments.models import PaymentException
from satupintu.pipeline.payments.services import AnswerRefused, record_answer
from satupintu.pipeline.payments.transitions import ALLOWED, EXCEPTIONS, WAITING

STATES = [*PaymentState, "entah"]
# A line: which payment (3 is one that does not exist), what the bank says, what amount (None: not stated).
LINES = st.tuples(
    st.integers(0, 3), st.sampled_from(STATES), st.sampled_from([None, None, 1_200_000, 1_200_001])
)
FILES = st.lists(st.lists(LINES, max_size=4), max_size=5)


def expected(states, lines):
    """The plain meaning of a file: the states after it, or None where it must be refused."""
    seen, after = set(), dict(states)
    for which, said, amount in lines:
        if said == "entah" or which not in states or which in seen or amount == 1_200_001:
            return None
        seen.add(which)
        if said in (WAITING, states[which]):
            continue
        if said not in ALLOWED[states[which]]:
            return None
        after[which] = said
    return after if after != states else None


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=FILES)
def test_totals_equal_the_decree_after_any_answers(batch, bank, files):
    batch.exceptions.all().delete()
    batch.answers.all().delete()
    batch.decree.came_back.all().delete()
    references = [one.reference for one in instructions_in(str(batch.instructions_file))]
    references.append(payment_reference(area="35.07", decree=999, number=1))
    states = dict.fromkeys(range(3), WAITING)
    for number, lines in enumerate(files):
        rows = [f"{references[which]};{said};{amount or ''}" for which, said, amount in lines]
        text = "\n".join([f"berkas {number}", "referensi;status;jumlah", *rows])
        after = expected(states, lines)
        try:
            record_answer(batch=batch, by=bank, file=ContentFile(text.encode(), "a.csv"))
            assert after is not None, "a file that had to be refused was taken"
            states = after
        except AnswerRefused:
            assert after is None, "a file that is right was refused"
        found = totals(batch)
        found.check()
        assert {state: one.count for state, one in found.states.items()} == {
            state: list(states.values()).count(state) for state in PaymentState
        }
    still_open = PaymentException.objects.filter(batch=batch, closed_by__isnull=True)
    assert sorted(one.state for one in still_open) == sorted(s for s in states.values() if s in EXCEPTIONS)
    came_back = {one.number - 1 for one in batch.decree.came_back.all()}
    assert came_back == {which for which, state in states.items() if state == PaymentState.RETURNED}
