"""`manage.py describe_glossary`: writes the words of the field to `docs/glossary.md`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from core.glossary import document, terms


class Command(BaseCommand):
    help = "용어를 docs/glossary.md에 적습니다. --check는 적지 않고 같은지만 봅니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="문서가 용어 자료와 다르면 1로 끝납니다.")
        parser.add_argument("--to", default=str(Path(settings.BASE_DIR) / "docs" / "glossary.md"), help="적을 파일")

    def handle(self, *args: Any, **options: Any) -> None:
        path, text = Path(options["to"]), document()
        if options["check"]:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                self.stderr.write(f"{path.name}: 용어 자료와 다릅니다. manage.py describe_glossary를 실행하십시오.")
                sys.exit(1)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.stdout.write(f"{path.name}: {len(terms()):,}개 용어")
