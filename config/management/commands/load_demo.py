from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.module_loading import import_string

from config.demo import LOADERS, clock, people


class Command(BaseCommand):
    help = "시연용 가상 기관, 계정, 사례를 만듭니다(DEMO=1에서만). 이미 있으면 아무것도 하지 않습니다."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("시연 자료는 DEMO=1로 켠 곳에서만 만들 수 있습니다.")
        if people.exists():
            self.stdout.write("시연 자료가 이미 있습니다.")
            return
        with transaction.atomic(), clock.numbers_by_day():
            for name in LOADERS:
                self.stdout.write(import_string(name)())
