"""The demo is loaded on whatever day somebody first starts the portal: its past is made from that day on.

Takes half a minute a day: `./ieum campaign days` loads it on each day of a week, `test_demo.py` on the day on which
the tests run.
"""

from __future__ import annotations

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from core.models import Duty
from network.models import User
from network.services import reference

ENVIRONMENT, ALL = "IEUM_DAYS", "all"
DAYS = range(1, 8) if os.environ.get(ENVIRONMENT) == ALL else ()


@pytest.mark.django_db
@pytest.mark.parametrize("days", DAYS)
def test_the_demo_is_loaded_on_this_day_too(days: int, settings: Any, tmp_path: Path) -> None:
    settings.DEMO = True
    for user in User.objects.all():
        User.objects.filter(pk=user.pk).update(username=f"cast-{user.username}")
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        reference.load()
        call_command("load_demo", stdout=StringIO())
    assert Duty.objects.filter(done_at__isnull=True).count() > 20
