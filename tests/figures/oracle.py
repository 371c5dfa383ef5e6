"""What every indicator counts, in plain SQL written from the definitions (domain 3.1): numerator, denominator, value.

It shares nothing with the portal's own statements. A value is told only where it is a mean: rates follow from the counts.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from core import workdays

Counted = tuple[int, int | None, Decimal | None]
HELD = ("HELD", "MINUTES_DRAFT", "IN_APPROVAL", "APPROVED", "DISTRIBUTED")
_PERIOD = "BETWEEN %(first)s AND %(last)s"
_CASES = "FROM discharge_dischargecase c WHERE c.hospital_id = ANY(%(places)s) AND c.status <> 'VOID'"
_LEFT = f"{_CASES} AND c.disposition <> 'DEATH' AND c.discharged_on {_PERIOD}"
_INDEX = f"{_LEFT} AND c.disposition <> 'ACUTE_HOSPITAL'"
_LINKED = "FROM referrals_linkage l WHERE l.sender_id = ANY(%(places)s) AND l.programme = 'DISCHARGE'"
_MEETINGS = f"""c.host_id = ANY(%(places)s) AND m.status IN %(held)s
        AND (m.starts_at AT TIME ZONE 'Asia/Seoul')::date {_PERIOD}"""
_COURSE_HELD = "r.host_id = ANY(%(places)s) AND r.status IN ('DELIVERED', 'SURVEYED', 'REPORTED', 'CLOSED')"
_ENDED = f"""
    SELECT r.id FROM education_educationrequest r JOIN education_session s ON s.request_id = r.id
    WHERE {_COURSE_HELD} GROUP BY r.id HAVING (max(s.ends_at) AT TIME ZONE 'Asia/Seoul')::date {_PERIOD}"""
_CAME = f"""
    FROM education_attendance t JOIN education_session s ON s.id = t.session_id
    JOIN education_educationrequest r ON r.id = s.request_id JOIN education_enrolment e ON e.id = t.enrolment_id
    WHERE {_COURSE_HELD} AND t.result IN ('PRESENT', 'LATE', 'LEFT_EARLY')
    AND (s.starts_at AT TIME ZONE 'Asia/Seoul')::date {_PERIOD}"""
_SPAN = """(SELECT count(*) FROM generate_series(({0} AT TIME ZONE 'Asia/Seoul')::date + 1,
                                                   ({1} AT TIME ZONE 'Asia/Seoul')::date, '1 day') AS day
                 WHERE day::date <> ALL(%(off)s))"""


def _day(column: str) -> str:
    return f"({column} AT TIME ZONE 'Asia/Seoul')::date {_PERIOD}"


ORACLE = {
    "D01": f"SELECT count(DISTINCT c.client_id), NULL, NULL {_CASES} AND {_day('c.created_at')}",
    "D02": f"""
        SELECT count(*) FILTER (WHERE c.status <> 'INELIGIBLE'), count(*), NULL
        {_CASES} AND c.status <> 'SCREENED' AND {_day("c.created_at")}""",
    "D03": f"""
        SELECT count(*) FILTER (WHERE c.consented_on IS NOT NULL), count(*), NULL {_CASES}
        AND (CASE WHEN c.consented_on IS NULL THEN c.refused_on WHEN c.consented_on {_PERIOD} THEN c.consented_on END) {_PERIOD}""",
    "D04": f"""
        SELECT count(*) FILTER (WHERE (SELECT min((p.approved_at AT TIME ZONE 'Asia/Seoul')::date)
                                       FROM discharge_dischargeplan p WHERE p.case_id = c.id) <= c.discharged_on),
               count(*), NULL
        {_LEFT} AND c.consented_on IS NOT NULL AND c.discharged_on - c.consented_on >= 2""",
    "D05": f"""
        SELECT count(DISTINCT c.client_id) FILTER (WHERE EXISTS (
                   SELECT 1 FROM referrals_linkage l WHERE l.about_id = c.id AND l.accepted_at IS NOT NULL)),
               count(DISTINCT c.client_id), NULL
        {_LEFT} AND c.id IN (SELECT p.case_id FROM discharge_planaction a JOIN discharge_dischargeplan p ON p.id = a.plan_id
                             WHERE p.approved_at IS NOT NULL)""",
    "D06": f"SELECT count(*), NULL, NULL {_LINKED} AND {_day('l.accepted_at')}",
    "D07": f"""
        SELECT count(l.accepted_at), count(*), NULL {_LINKED} AND {_day("l.sent_at")} AND l.status <> 'CANCELLED'
        AND (l.accepted_at IS NOT NULL OR l.status = 'DECLINED' OR l.status = 'NO_RESPONSE')""",
    "D08": f"""
        SELECT count(*) FILTER (WHERE in_time), count(*) FILTER (WHERE in_time OR NOT gone), NULL FROM (
            SELECT coalesce((l.replied_at AT TIME ZONE 'Asia/Seoul')::date <= l.reply_due_on, FALSE) AS in_time,
                   l.status = 'CANCELLED' OR coalesce(p.deceased_on <= l.reply_due_on, FALSE)
                   OR (l.status = 'WITHDRAWN' OR l.status = 'STOPPED' AND l.stop_reason IN ('CLIENT_REFUSED', 'DECEASED'))
                   AND coalesce((l.closed_at AT TIME ZONE 'Asia/Seoul')::date <= l.reply_due_on, FALSE) AS gone
            FROM referrals_linkage l JOIN network_client p ON p.id = l.client_id
            WHERE l.sender_id = ANY(%(places)s) AND l.programme = 'DISCHARGE' AND l.accepted_at IS NOT NULL
            AND l.reply_due_on {_PERIOD} AND l.reply_due_on < %(today)s) AS due""",
    "D09": f"""
        SELECT count(*) FILTER (WHERE f.status = 'DONE' AND f.result IN ('DONE', 'PARTIAL') AND f.timing = 'IN'),
               count(*), NULL
        FROM discharge_followup f JOIN discharge_dischargecase c ON c.id = f.case_id
        WHERE c.hospital_id = ANY(%(places)s) AND c.status <> 'VOID' AND f.window_to {_PERIOD}
        AND (f.status IN ('DONE', 'MISSED') OR f.status = 'SCHEDULED' AND f.window_to < %(today)s)
        AND NOT (f.status = 'MISSED' AND f.suspended_from IS NOT NULL AND coalesce(f.suspended_to > f.window_to, FALSE))""",
    "D10": f"""
        SELECT count(*) FILTER (WHERE c.close_reason = 'LOST' AND c.closed_on {_PERIOD}), count(*), NULL
        {_CASES} AND c.status IN ('FOLLOW_UP', 'CLOSED') AND c.discharged_on <= %(last)s
        AND coalesce(c.closed_on, 'infinity') >= %(first)s""",
    "D11": f"""
        SELECT count(*) FILTER (WHERE EXISTS (
                   SELECT 1 FROM discharge_readmission a WHERE a.case_id = c.id
                   AND a.readmission_type IN ('UNPLANNED_SAME', 'UNPLANNED_OTHER') AND a.admitted_on - c.discharged_on BETWEEN 1 AND 30)
               OR EXISTS (
                   SELECT 1 FROM discharge_dischargecase n WHERE n.client_id = c.client_id AND n.hospital_id = c.hospital_id
                   AND n.status <> 'VOID' AND n.admit_route = 'ED' AND n.admitted_on - c.discharged_on BETWEEN 1 AND 30)),
               count(*), NULL {_INDEX}""",
    "D12": f"""
        SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM discharge_followup f WHERE f.case_id = c.id
                                              AND f.ed_visit_on - c.discharged_on BETWEEN 1 AND 30)),
               count(*), NULL {_INDEX}""",
    "D13": f"""
        SELECT count(*) FILTER (WHERE EXISTS (
                   SELECT 1 FROM discharge_servicecheck k JOIN discharge_followup f ON f.id = k.follow_up_id
                   WHERE k.linkage_id = l.id AND k.use = 'IN_USE' AND {_day("f.contacted_at")})),
               count(*), NULL
        {_LINKED} AND l.accepted_at IS NOT NULL AND EXISTS (
            SELECT 1 FROM discharge_followup f WHERE f.case_id = l.about_id AND f.status = 'DONE'
            AND f.contacted_at >= l.accepted_at AND {_day("f.contacted_at")})""",
    "D14": f"""
        SELECT count(*), count(*), round(sum(60 * points / given)::numeric / (60 * count(*)), 2) FROM (
            SELECT (SELECT count(*) FROM jsonb_each(q.answers)) AS items,
                   (SELECT count(*) FROM jsonb_each(q.answers) x WHERE x.value <> 'null') AS given,
                   (SELECT sum(x.value::text::int) FROM jsonb_each(q.answers) x WHERE x.value <> 'null') AS points
            FROM discharge_instrumentresult q JOIN discharge_dischargecase c ON c.id = q.case_id
            WHERE q.instrument = 'SAT5' AND q.replaced_at IS NULL AND c.status <> 'VOID'
            AND c.hospital_id = ANY(%(places)s) AND q.measured_on {_PERIOD}) AS said
        WHERE given > 0 AND given >= items / 2.0""",
    "D15": f"""
        WITH score AS (
            SELECT q.*, q.is_at_discharge OR a.round = 'DISCHARGE' AS leaving, f.step = '3M' OR a.round = 'M3' AS later
            FROM discharge_instrumentresult q LEFT JOIN discharge_assessment a ON a.id = q.assessment_id
            LEFT JOIN discharge_followup f ON f.id = q.follow_up_id
            WHERE q.instrument = 'KMBI' AND q.total IS NOT NULL AND q.replaced_at IS NULL),
        first AS (SELECT DISTINCT ON (case_id) case_id, total FROM score WHERE leaving ORDER BY case_id, measured_on DESC, id DESC),
        last AS (SELECT DISTINCT ON (case_id) case_id, total, measured_on FROM score WHERE later ORDER BY case_id, id DESC)
        SELECT count(*), count(*), round(avg(last.total - first.total), 1)
        FROM last JOIN first USING (case_id) JOIN discharge_dischargecase c ON c.id = last.case_id
        JOIN network_client p ON p.id = c.client_id
        WHERE p.deceased_on IS NULL AND c.status <> 'VOID' AND c.hospital_id = ANY(%(places)s) AND last.measured_on {_PERIOD}""",
    "D16": f"""
        SELECT count(*), NULL, NULL {_LINKED} AND {_day("l.sent_at")}
        AND (SELECT c.discharged_on FROM discharge_dischargecase c WHERE c.id = l.about_id)
            < (l.created_at AT TIME ZONE 'Asia/Seoul')::date""",
    "R12": f"""
        SELECT count(*) FILTER (WHERE (CASE a.status WHEN 'DECLINED' THEN least(a.closed_at, a.replied_at) ELSE a.replied_at END
                                       AT TIME ZONE 'Asia/Seoul')::date <= a.reply_due_on), count(*), NULL
        FROM referrals_agencyreferral a WHERE a.receiver_id = ANY(%(places)s) AND a.reply_due_on {_PERIOD}
        AND a.reply_due_on < %(today)s AND a.status NOT IN ('CANCELLED', 'WITHDRAWN', 'SUPPLEMENT')""",
    "R13": f"""
        SELECT count(*), count(*), round(avg({_SPAN.format("a.submitted_at", "a.received_at")}), 1)
        FROM referrals_agencyreferral a WHERE a.receiver_id = ANY(%(places)s) AND a.submitted_at IS NOT NULL
        AND {_day("a.received_at")}""",
    "E01": f"""
        SELECT count(*), NULL, NULL FROM education_session s JOIN education_educationrequest r ON r.id = s.request_id
        WHERE {_COURSE_HELD} AND {_day("s.starts_at")}""",
    "E02": f"SELECT count(DISTINCT e.institution_id), NULL, NULL {_CAME}",
    "E03": f"SELECT count(DISTINCT e.person_hash), NULL, NULL {_CAME}",
    "E04": f"SELECT count(*), NULL, NULL {_CAME}",
    "E05": f"""
        SELECT count(*) FILTER (WHERE e.status = 'COMPLETED'), count(*), NULL FROM education_enrolment e
        WHERE e.status IN ('CONFIRMED', 'COMPLETED', 'NOT_COMPLETED', 'NO_SHOW') AND e.request_id IN ({_ENDED})""",
    "E06": f"""
        SELECT coalesce(sum(answers), 0), coalesce(sum(answers), 0), round(sum(points)::numeric / (27720 * sum(answers)), 2) FROM (
            SELECT count(*) AS answers, sum(27720 * said.points / said.given) AS points FROM (
                SELECT q.id, q.object_id, a.day, jsonb_array_length(a.scores) AS items,
                       (SELECT count(x) FROM jsonb_array_elements_text(a.scores) x) AS given,
                       (SELECT sum(x::int) FROM jsonb_array_elements_text(a.scores) x) AS points
                FROM surveys_surveyanswer a JOIN surveys_surveyround q ON q.id = a.round_id
                JOIN education_educationrequest r ON r.id::text = q.object_id
                WHERE q.object_kind = 'education.course' AND r.host_id = ANY(%(places)s)
                AND r.status IN ('SURVEYED', 'REPORTED', 'CLOSED')) AS said
            WHERE said.given > 0 AND said.given >= said.items / 2.0
            GROUP BY said.id HAVING max(said.day) {_PERIOD} AND count(*) >= 5) AS whole""",
    "E07": f"""
        SELECT (SELECT count(*) FROM surveys_surveyanswer a JOIN surveys_surveyround q ON q.id = a.round_id
                WHERE q.object_kind = 'education.course'
                AND q.object_id IN (SELECT id::text FROM ({_ENDED}) AS over)),
               (SELECT count(DISTINCT t.enrolment_id) FROM education_attendance t
                JOIN education_session s ON s.id = t.session_id
                WHERE t.result IN ('PRESENT', 'LATE', 'LEFT_EARLY') AND s.request_id IN ({_ENDED})), NULL""",
    "E08": f"""
        SELECT count(*), count(*), round(avg(after.score - before.score), 1) FROM education_testscore after
        JOIN education_testscore before ON before.enrolment_id = after.enrolment_id AND before.kind = 'PRE'
        JOIN education_enrolment e ON e.id = after.enrolment_id JOIN education_educationrequest r ON r.id = e.request_id
        WHERE after.kind = 'POST' AND r.host_id = ANY(%(places)s) AND after.taken_on {_PERIOD}""",
    "E09": f"""
        SELECT count(*), count(*), round(avg(greatest(0, {_SPAN.format("r.submitted_at", "r.decided_at")} - r.paused_days)), 1)
        FROM education_educationrequest r WHERE r.host_id = ANY(%(places)s) AND r.submitted_at IS NOT NULL
        AND {_day("r.decided_at")}""",
    "E10": f"""
        SELECT count(*) FILTER (WHERE r.status IN ('DELIVERED', 'SURVEYED', 'REPORTED', 'CLOSED')), count(*), NULL
        FROM education_educationrequest r WHERE r.host_id = ANY(%(places)s) AND {_day("r.decided_at")}
        AND r.status NOT IN ('DRAFT', 'SUBMITTED', 'REVIEWING', 'SUPPLEMENT', 'REJECTED', 'CANCELLED_BY_REQUESTER')""",
    "N01": f"""
        SELECT count(*), NULL, NULL FROM councils_meeting m JOIN councils_council c ON c.id = m.council_id
        WHERE {_MEETINGS}""",
    "N02": f"""
        SELECT count(*) FILTER (WHERE a.attendance IN ('ATTENDED', 'PROXY')), count(*), NULL
        FROM councils_attendee a JOIN councils_meeting m ON m.id = a.meeting_id
        JOIN councils_council c ON c.id = m.council_id
        WHERE a.role <> 'OBSERVER' AND a.attendance <> '' AND {_MEETINGS}""",
}


def by_hand(code: str, places: list[int], first: date, last: date, today: date) -> Counted:
    values = {"places": places, "first": first, "last": last, "today": today, "held": HELD, "off": _days_off(today)}
    with connection.cursor() as cursor:
        cursor.execute(ORACLE[code], values)
        number, whole, value = cursor.fetchone()
    return int(number), None if whole is None else int(whole), value


def _days_off(today: date) -> list[date]:
    """Of three years up to today; which day is one is tested by itself."""
    days = (today - timedelta(days=back) for back in range(3 * 366))
    return [day for day in days if not workdays.calendar().is_working_day(day)]
