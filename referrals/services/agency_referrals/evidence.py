"""The scan of the agency's consent paper: which one a side may open, and that none is left lying about."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction

from core import audit
from core.actor import Actor
from core.errors import NotVisible
from referrals.models import AgencyReferral


def name_for(row: AgencyReferral, side: str) -> str:
    """The hospital opens the paper that was sent, not one that was laid in since."""
    if side == "sender":
        return row.consent_file.name or ""
    return str((row.snapshot or {}).get("file", ""))


def open_for(row: AgencyReferral, side: str, actor: Actor) -> File:
    """The file, and the record that it was read. Raises NotVisible where there is none."""
    name = name_for(row, side)
    if not name or not default_storage.exists(name):
        raise NotVisible
    persons = [row.client_id]
    audit.record(actor, "agency_referral.evidence", action="DOWNLOAD", about=row, persons=persons)
    return default_storage.open(name, "rb")


def forget(row: AgencyReferral, names: Iterable[str]) -> None:
    """Delete what neither the referral nor what was sent of it points to any more, once this is stored."""
    kept = {row.consent_file.name or "", name_for(row, "receiver")}
    for name in set(names) - kept - {""}:
        transaction.on_commit(partial(default_storage.delete, name))
