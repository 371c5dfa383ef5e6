from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo.accounts import ACCOUNTS


class Command(BaseCommand):
    help = "시연 계정의 아이디, 역할, 기관, 비밀번호를 보입니다."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            self.stdout.write("시연 계정이 없습니다(DEMO가 꺼져 있음).")
            return
        self.stdout.write("아이디\t역할\t기관\t비밀번호")
        for account in ACCOUNTS:
            line = (account.username, account.role_label, account.institution_short, settings.DEMO_PASSWORD)
            self.stdout.write("\t".join(line))
