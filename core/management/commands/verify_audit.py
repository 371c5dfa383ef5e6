"""`manage.py verify_audit`: is the audit trail as it was written?"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from core import audit
from core.models import AuditEntry, AuditSeal


class Command(BaseCommand):
    """Prints every place where the trail does not hold, in Korean; exit code 1 when there is one."""

    help = "접속기록이 기록될 때 그대로인지 확인합니다. 다른 곳이 있으면 모두 적고 1로 끝납니다."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = audit.verify()
        for fault in faults:
            self.stdout.write(f"{fault.place}: {fault.what}")
        if faults:
            self.stdout.write(f"다른 곳 {len(faults):,}군데")
            sys.exit(1)
        entries, seals = AuditEntry.objects.count(), AuditSeal.objects.count()
        self.stdout.write(f"이상 없음: 기록 {entries:,}줄, 봉인 {seals:,}개")
