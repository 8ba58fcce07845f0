"""Which answer of a bank may follow which: the one table that says where a payment can go next."""

from satupintu.gateways.banks import PaymentState

WAITING, PAID, FAILED, BLOCKED, RETURNED = (
    PaymentState.WAITING,
    PaymentState.PAID,
    PaymentState.FAILED,
    PaymentState.BLOCKED,
    PaymentState.RETURNED,
)

# from -> to. Money that failed or lies in a blocked account may still be paid, or goes back to the treasury;
# paid money may come back; what is back stays back: paying it again needs a new decree.
ALLOWED: dict[PaymentState, frozenset[PaymentState]] = {
    WAITING: frozenset({PAID, FAILED, BLOCKED, RETURNED}),
    FAILED: frozenset({PAID, RETURNED}),
    BLOCKED: frozenset({PAID, RETURNED}),
    PAID: frozenset({RETURNED}),
    RETURNED: frozenset(),
}
EXCEPTIONS = (FAILED, BLOCKED, RETURNED)
STATES = (PAID, FAILED, BLOCKED, RETURNED, WAITING)  # the order in which pages list them
