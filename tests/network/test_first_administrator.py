"""The person who installs the portal makes the first administrator once; nobody gets that right this way again."""

import io

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEntry
from network.models import Institution, Membership, Region, User

PASSWORD = "사과-기차-구름-1994"
pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(before_anybody):
    region = Region.objects.first() or Region.objects.create(code="99", name="가상도", short_name="가상")
    return Institution.objects.create(
        code="our-hospital", name="가상의료원", short_name="가상의료원", kind="LOCAL_HOSPITAL", region=region
    )


def install(monkeypatch, username="admin", password=PASSWORD, institution="our-hospital"):
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command(
        "first_admin", username, "--name", "문가상", "--email", "a@example.or.kr", "--institution", institution
    )


def test_the_installer_makes_the_first_administrator_and_it_is_on_record(hospital, monkeypatch):
    install(monkeypatch)
    membership = Membership.objects.get(user__username="admin")
    assert (membership.institution, membership.roles) == (hospital, ["SYS_ADMIN"])
    assert membership.user.check_password(PASSWORD)
    assert not membership.user.is_superuser
    entry = AuditEntry.objects.get(verb="network.appoint_first_administrator")
    assert (entry.action, entry.object_id) == ("GRANT", str(membership.pk))


def test_a_second_one_is_refused(hospital, monkeypatch):
    install(monkeypatch)
    with pytest.raises(CommandError, match="이미 있습니다"):
        install(monkeypatch, username="intruder")
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"institution": "nowhere"}, "기관이 없습니다"),
        ({"password": "짧은비밀번호"}, "최소 12자"),
        ({"username": "moon-gasang-77", "password": "moon-gasang-77"}, "너무 유사"),
        ({"username": ""}, "."),
    ],
)
def test_a_mistake_is_told_and_leaves_nothing_behind(hospital, monkeypatch, change, said):
    with pytest.raises(CommandError, match=said):
        install(monkeypatch, **change)
    assert not User.objects.exists()
    assert not AuditEntry.objects.exists()
