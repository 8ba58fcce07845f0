"""Whom a quota reaches: the eligible of a decided round in the order of their priorities, the lot among equals.

Comes after `satupintu.batch.screen.decide`, and only where the programme has a quota.
"""

from __future__ import annotations

from typing import Any

from satupintu.batch.work import Work
from satupintu.engine.quota import AREA_LENGTH, keys_sql, order_facts, queue_sql
from satupintu.engine.rules import Quota

# `ranked`: seq, area, rank, within_quota.
RANKED = "ranked"


def rank(work: Work, seed: int) -> None:
    """``ranked``: of every eligible row of ``coded`` where it stands in the queue of its area. Nothing without a
    quota."""
    quota = work.patterns.programme.quota
    if quota is None:
        return
    plan, dialect = work.patterns, work.dialect
    eligible = "(SELECT pattern FROM decided WHERE outcome = 'eligible')"
    keys = ", ".join(keys_sql(quota, plan.answers(dialect), plan.without, dialect))
    spelled = f"(SELECT pattern, {plan.spelled_sql('pattern', dialect)} FROM {eligible})"
    work.backend.table("queue_keys", f"SELECT pattern{', ' + keys if keys else ''} FROM {spelled}")
    work.backend.table(
        RANKED, f"{queue_sql(quota, seed, queued_sql(work, quota), dialect)} ORDER BY seq NULLS LAST"
    )
    work.backend.drop("queue_keys")


def queued_sql(work: Work, quota: Quota) -> str:
    """What `queue_sql` reads: the eligible with what the list says of them that the queue asks."""
    quoted = work.dialect.quoted
    facts = order_facts(quota)
    village = "c.village" if work.wide else "s.village"
    columns = ["c.seq", "c.key", f"{village if AREA_LENGTH[quota.per] else 'NULL'} AS village"]
    source = "c" if work.wide else "s"
    columns += [f"{source}.{one.removeprefix('row.')} AS {quoted(one)}" for one in facts]
    asks_rows = not work.wide and (facts or AREA_LENGTH[quota.per])
    rows = f" JOIN {work.rows} s ON s.seq = c.seq" if asks_rows else ""
    keys = work.dialect.all_but("pattern", of="k")
    has_keys = any(one.requires is not None for one in quota.priorities)
    return (
        f"(SELECT {', '.join(columns)}{', ' + keys if has_keys else ''}"
        f" FROM coded c JOIN queue_keys k ON k.pattern = c.pattern{rows})"
    )


def quota_summary(work: Work) -> dict[str, Any] | None:
    """What summary.json says of the quota; None without one."""
    quota = work.patterns.programme.quota
    if quota is None:
        return None
    [(eligible, within, unplaced, areas, full)] = work.backend.rows(
        f"""SELECT coalesce(sum(people), 0), coalesce(sum(inside), 0),
            coalesce(sum(CASE WHEN area IS NULL THEN people END), 0), count(area),
            count(CASE WHEN area IS NOT NULL AND people >= {int(quota.recipients)} THEN 1 END)
        FROM (SELECT area, count(*) AS people, count(CASE WHEN within_quota THEN 1 END) AS inside
            FROM {RANKED} GROUP BY area)"""
    )
    return {
        "recipients": quota.recipients,
        "per": quota.per,
        "eligible": int(eligible),
        "within": int(within),
        "beyond": int(eligible) - int(within),
        "unplaced": int(unplaced),
        "areas": int(areas),
        "areas_full": int(full),
    }
