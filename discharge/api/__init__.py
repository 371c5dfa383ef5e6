"""Endpoints of discharge care, by step."""

from discharge.api import admissions, assessments, cases, conferences, consents, followups, papers, plans, topics

routes: tuple[tuple[str, type, str], ...] = (
    *cases.routes,
    *consents.routes,
    *admissions.routes,
    *assessments.routes,
    *plans.routes,
    *followups.routes,
    *conferences.routes,
    *papers.routes,
    *topics.routes,
)
