"""`manage.py first_admin`: the account that opens a new installation."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.actor import SYSTEM
from core.errors import Invalid
from network.services import memberships


class Command(BaseCommand):
    help = "첫 시스템 관리자 계정을 만듭니다. 관리자가 이미 있으면 만들지 않습니다."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="아이디")
        parser.add_argument("--name", required=True, help="성명")
        parser.add_argument("--email", required=True, help="전자우편")
        parser.add_argument("--institution", required=True, help="소속 기관의 부호")

    def handle(self, *args: Any, **options: Any) -> None:
        """The password is typed, or read from standard input: it stays out of command lines and histories."""
        password = getpass.getpass("비밀번호: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        if sys.stdin.isatty() and getpass.getpass("비밀번호 확인: ") != password:
            raise CommandError("두 비밀번호가 다릅니다. 다시 하십시오.")
        try:
            membership = memberships.appoint_first_administrator(
                actor=SYSTEM,
                username=options["username"],
                name=options["name"],
                email=options["email"],
                institution_code=options["institution"],
                password=password,
            )
        except Invalid as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{membership.institution.name}의 시스템 관리자 계정을 만들었습니다: {options['username']}")
