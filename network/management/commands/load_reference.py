from typing import Any

from django.core.management.base import BaseCommand

from network.services import reference


class Command(BaseCommand):
    help = "지역, 책임의료기관, 동의서 문구를 준비합니다. 여러 번 해도 됩니다."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = reference.load()
        self.stdout.write(
            f"시·도 {loaded.regions}, 시·군 {loaded.municipalities}, 진료권 {loaded.catchments}, "
            f"책임의료기관 {loaded.hospitals}, 동의서 문구 {loaded.consent_texts}"
        )
