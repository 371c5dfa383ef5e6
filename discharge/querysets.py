"""Chainable reads of discharge care."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from core import search
from core.access import ScopedQuerySet
from core.actor import Actor
from network.instruments import satisfaction

# Consented and not ended: the person is assessed, planned for, followed.
IN_CARE = ("ASSESSING", "PLANNING", "PLAN_REVIEW", "PLANNED", "FOLLOW_UP")
OPEN = ("SCREENED", "CONSENT_PENDING", *IN_CARE)
ENDED = ("INELIGIBLE", "CONSENT_REFUSED", "CLOSED", "VOID")
# Cases that count in figures: one that was registered by mistake never does.
COUNTED = (*OPEN, "INELIGIBLE", "CONSENT_REFUSED", "CLOSED")
FOLLOWUPS_OPEN = ("SCHEDULED", "SUSPENDED")


class CaseQuerySet(ScopedQuerySet[Any]):
    def open(self) -> CaseQuerySet:
        return self.filter(status__in=OPEN)

    def in_charge(self, actor: Actor) -> CaseQuerySet:
        """Cases that are this person's own: as social worker, else as attending physician, else as nurse."""
        field = "attending_id" if actor.holds("PHYSICIAN") else "nurse_id"
        return self.filter(**{"social_worker_id" if actor.holds("SOCIAL_WORKER") else field: actor.user_id})

    def ended(self) -> CaseQuerySet:
        return self.exclude(status__in=OPEN)

    def counted(self) -> CaseQuerySet:
        return self.filter(status__in=COUNTED)

    def for_list(self) -> CaseQuerySet:
        """With what a line of the list shows and nothing else: no telephone number is decrypted for it."""
        columns = ("number", "status", "ward", "target_group", "discharged_on", "next_due_at", "created_at")
        people = ("client__name", "client__birth_date", "client__birth_year", "client__sex", "social_worker__name")
        charge = ("social_worker", "nurse", "attending")
        return self.select_related("client", "social_worker").only(*columns, *people, *charge)

    def for_page(self) -> CaseQuerySet:
        """With what the identity bar and the team panel show."""
        return self.select_related("client__municipality", "hospital", "social_worker", "nurse", "attending")


class AdmissionQuerySet(ScopedQuerySet[Any]):
    def candidates(self) -> AdmissionQuerySet:
        """Hit by a rule or referred by the ward, and not decided yet."""
        return self.filter(is_candidate=True, case__isnull=True, dismissed_at__isnull=True)

    def referred(self) -> AdmissionQuerySet:
        """Candidates whom a ward asked for."""
        return self.candidates().filter(referred_by_ward=True)

    def dismissed(self) -> AdmissionQuerySet:
        return self.filter(dismissed_at__isnull=False)

    def undecided(self) -> AdmissionQuerySet:
        """Neither selected nor left out: the rules look at them again."""
        return self.filter(case__isnull=True, dismissed_at__isnull=True)

    def search(self, text: str) -> AdmissionQuerySet:
        """Name (two letters or more), birth date or whole chart number."""
        text = text.strip()
        if not text:
            return self
        births = search.birth_candidates(text)
        pairs = search.query_bigrams(text)
        match = Q(chart_no=text)
        if births:
            match |= Q(birth_date__in=births)
        elif pairs:
            match |= Q(name_bigrams__contains=pairs)
        else:
            match |= Q(name__startswith=text)
        return self.filter(match)

    def to_destroy(self, left_before: date, came_before: date) -> AdmissionQuerySet:
        """Never selected, and discharged before a day; where no discharge is known, admitted before another."""
        unknown = Q(discharged_on__isnull=True, admitted_on__lt=came_before)
        return self.filter(Q(discharged_on__lt=left_before) | unknown, case__isnull=True)


class FollowUpQuerySet(ScopedQuerySet[Any]):
    def for_page(self) -> FollowUpQuerySet:
        """With the case: whom it is about, and who is in charge."""
        return self.select_related(*(f"case__{name}" for name in ("client", "social_worker", "nurse", "attending")))

    def open(self) -> FollowUpQuerySet:
        return self.filter(status__in=FOLLOWUPS_OPEN)

    def window_closed(self, on: date) -> FollowUpQuerySet:
        return self.filter(status="SCHEDULED", window_to__lt=on)


class ResultQuerySet(QuerySet[Any]):
    def of_care(self) -> ResultQuerySet:
        """What was measured in the person's care; how content they were is no finding and stands apart."""
        return self.exclude(instrument=satisfaction.CODE)

    def of_satisfaction(self) -> ResultQuerySet:
        """The answers in force to the questions asked at closing."""
        return self.filter(instrument=satisfaction.CODE, replaced_at__isnull=True)
