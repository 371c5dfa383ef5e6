"""The admission list through the browser's door."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import Invalid
from core.models import AuditEntry, Draft, ImportDraft
from discharge.models import Admission, AdmissionImport, SelectionRule
from discharge.services import admissions, selection_rules
from tests import make
from tests.cast import Cast, Member
from tests.discharge import sheets
from tests.discharge.test_selection_rules import patient

LIST = "/discharge/admissions/"


@pytest.fixture
def candidate(cast: Cast) -> Admission:
    selection_rules.default_rules(cast.host)
    return admissions.add_admission(actor=cast.social1.actor, data=patient())


def body(who: Member, url: str, **query: str) -> str:
    answer = who.client().get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_candidate_is_listed_masked_with_the_rule_that_hit(cast: Cast, candidate: Admission) -> None:
    make.admission(name="맹가상", diagnosis="폐렴", kcd_code="J18.9")
    page = body(cast.social1, LIST)
    assert "김*상" in page
    assert "65세 이상 노인골절" in page
    assert "진단 S72.0" in page
    assert "*****001" in page
    for hidden in ("김가상", "90000001", "1948-03-15", "맹*상"):
        assert hidden not in page
    entry = AuditEntry.objects.filter(verb="admission.list").latest("pk")
    assert entry.changes["admissions"] == [str(candidate.pk)]


@pytest.mark.parametrize(
    ("view", "names"),
    [
        ("candidates", ["김*상", "이*상"]),
        ("referred", ["이*상"]),
        ("dismissed", ["박*상"]),
        ("all", ["김*상", "이*상", "박*상", "최*상"]),
        ("nonsense", ["김*상", "이*상"]),
    ],
)
def test_each_view_shows_its_own(cast: Cast, candidate: Admission, view: str, names: list[str]) -> None:
    admissions.refer_from_ward(
        actor=cast.nurse1.actor,
        data=patient(chart_no="2", name="이가상", diagnosis="폐렴", kcd_code="", ward_note="의뢰"),
    )
    gone = make.admission(name="박가상")
    admissions.dismiss(actor=cast.social1.actor, admission=gone, reason="NO_NEED")
    make.admission(name="최가상")
    page = body(cast.social1, LIST, view=view)
    assert {name for name in ("김*상", "이*상", "박*상", "최*상") if name in page} == set(names)


@pytest.mark.parametrize("q", ["김가", "가상", "480315", "1948. 3. 15.", "90000001", "김"])
def test_search_by_name_birth_date_and_chart_number(cast: Cast, candidate: Admission, q: str) -> None:
    make.admission(name="노을빛", chart_no="5", birth_date=make.days_ago(20000))
    page = body(cast.social1, LIST, view="all", q=q)
    assert "김*상" in page
    assert "노*빛" not in page


def test_filters_by_ward_rule_and_expected_discharge(cast: Cast, candidate: Admission) -> None:
    rule = SelectionRule.objects.get(label="65세 이상 노인골절")
    assert "김*상" in body(cast.social1, LIST, rule=str(rule.pk), ward="51병동")
    assert "김*상" not in body(cast.social1, LIST, rule="0")
    assert "김*상" not in body(cast.social1, LIST, leaves_from="2020-01-01")


def test_the_list_pages_by_key_within_its_budget(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(60):
        make.admission(
            chart_no=f"c{number:03d}", is_candidate=True, rule_hits=[{"rule": 1, "label": "규칙", "why": "w"}]
        )
    browser = cast.social1.client()
    browser.get(LIST)
    with django_assert_max_num_queries(10):
        first = browser.get(LIST)
    assert len(first.context["rows"]) == 50
    second = browser.get(LIST, {"after": first.context["page"].next})
    assert len(second.context["rows"]) == 10
    assert not {row["id"] for row in first.context["rows"]} & {row["id"] for row in second.context["rows"]}


def test_typing_a_patient_by_hand(cast: Cast) -> None:
    selection_rules.default_rules(cast.host)
    browser = cast.nurse1.client()
    Draft.objects.create(
        person=cast.nurse1.user, form="admission", fields={"name": "초안이름"}, updated_at=make.at(make.days_ago(0))
    )
    assert "초안이름" in browser.get(f"{LIST}new/").content.decode()
    answer = browser.post(f"{LIST}new/", form(patient()))
    assert answer.status_code == 302
    assert Admission.objects.get().is_candidate
    assert not Draft.objects.exists()


def test_a_mistake_comes_back_at_the_field_with_what_was_typed(cast: Cast) -> None:
    data = form(patient(kcd_code="골절", name="480315-2012345"))
    answer = cast.social1.client().post(f"{LIST}new/", data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "주민등록번호를 지우십시오" in page
    assert not Admission.objects.exists()
    answer = cast.social1.client().post(f"{LIST}new/", form(patient(kcd_code="골절")))
    assert answer.status_code == 400
    assert "KCD 코드를 확인하십시오" in answer.content.decode()
    assert 'value="골절"' in answer.content.decode()


def test_correcting_a_row_and_a_stale_page(cast: Cast, candidate: Admission) -> None:
    url = reverse("discharge:admission-edit", args=[candidate.pk])
    browser = cast.social1.client()
    assert "김가상" in browser.get(url).content.decode()
    assert AuditEntry.objects.filter(verb="admission.edit", object_id=str(candidate.pk)).exists()
    data = form(patient(ward="52병동"))
    assert browser.post(url, {**data, "version": 1}).status_code == 302
    stale = browser.post(url, {**data, "ward": "51병동", "version": 1})
    assert stale.status_code == 409
    assert "그 사이에 다른 사람이 저장했습니다" in stale.content.decode()


def test_leaving_out_asks_for_the_reason_and_offers_to_undo(cast: Cast, candidate: Admission) -> None:
    browser = cast.social1.client()
    url = reverse("discharge:admission-dismiss", args=[candidate.pk])
    assert browser.post(url, {"reason": "OTHER"}).status_code == 400
    answer = browser.post(url, {"reason": "NO_NEED"}, follow=True)
    assert "제외했습니다." in answer.content.decode()
    restore = reverse("discharge:admission-restore", args=[candidate.pk])
    assert restore in answer.content.decode()
    browser.post(restore)
    candidate.refresh_from_db()
    assert candidate.dismissed_at is None


def test_leaving_out_several_shows_a_result_for_each(cast: Cast, candidate: Admission) -> None:
    other = make.admission(name="박가상", is_candidate=True)
    admissions.dismiss(actor=cast.social1.actor, admission=other, reason="DEATH")
    browser = cast.social1.client()
    url = reverse("discharge:admission-dismiss-many")
    ids = [str(candidate.pk), str(other.pk)]
    asked = browser.post(url, {"ids": ids}).content.decode()
    assert "고른 환자 2명" in asked
    result = browser.post(url, {"ids": ids, "reason": "SHORT_STAY"}).content.decode()
    assert "김*상 님" in result
    assert "제외함" in result
    assert "이미" in result or "제외한 환자입니다" in result


def test_more_than_one_request_takes_is_said_and_not_cut(cast: Cast, candidate: Admission) -> None:
    ids = [str(candidate.pk), *(str(uuid4()) for _ in range(100))]
    answer = cast.social1.client().post(reverse("discharge:admission-dismiss-many"), {"ids": ids}, follow=True)
    assert "한 번에 100명까지 고르십시오." in answer.text
    with pytest.raises(Invalid):
        admissions.dismiss_many(actor=cast.social1.actor, ids=ids, reason="SHORT_STAY")
    candidate.refresh_from_db()
    assert candidate.dismissed_at is None


def test_a_physician_refers_without_seeing_the_list(cast: Cast) -> None:
    browser = cast.doctor1.client()
    assert browser.get(LIST).status_code == 403
    answer = browser.post(f"{LIST}refer/", form({**patient(), "ward_note": "혼자 지냄"}, without=("kcd_code",)))
    assert answer.status_code == 302
    assert Admission.objects.get().referred_by_ward


def test_the_whole_import(cast: Cast) -> None:
    browser = cast.social1.client()
    rows = [*sheets.ROWS, ["9", "박가상", "1950-01-01", "몰라", "2026-11-01", "51병동", "폐렴", "", ""]]
    upload = SimpleUploadedFile("명단.xlsx", sheets.xlsx([[*r[:4], "2026-11-01", *r[5:]] for r in rows]))
    answer = browser.post(f"{LIST}import/", {"file": upload}, follow=True)
    page = answer.content.decode()
    assert "김*상" in page
    assert "김가상" not in page
    assert not Admission.objects.exists()
    draft = ImportDraft.objects.get()
    faults = browser.get(reverse("discharge:admission-import-faults", args=[draft.pk]))
    book = openpyxl.load_workbook(io.BytesIO(faults.content))
    assert [cell.value for cell in book.active[2]][:2] == ["4", "성별"]
    look = reverse("discharge:admission-import-look", args=[draft.pk])
    done = browser.post(look, follow=True)
    assert "새로 2명" in done.content.decode()
    assert Admission.objects.count() == 2
    assert browser.post(look).status_code == 302  # pressed twice
    assert AdmissionImport.objects.count() == 1
    assert browser.get(look).status_code == 302, "Back leads to what became of it"
    assert cast.nurse1.client().get(look).status_code == 404, "of somebody else's reading nothing is told"


def test_a_refused_file_says_why(cast: Cast) -> None:
    upload = SimpleUploadedFile("a.xlsm", sheets.xlsx())
    answer = cast.social1.client().post(f"{LIST}import/", {"file": upload})
    assert answer.status_code == 400
    assert "매크로" in answer.content.decode()


def test_the_template_is_a_workbook(cast: Cast) -> None:
    answer = cast.social1.client().get(reverse("discharge:admission-template"))
    assert answer["Content-Disposition"] == 'attachment; filename="admissions.xlsx"'
    assert openpyxl.load_workbook(io.BytesIO(answer.content)).sheetnames[0] == "입원 명단"


def test_the_coordinator_tries_a_rule_before_saving_it(cast: Cast, candidate: Admission) -> None:
    make.admission(diagnosis="폐렴", kcd_code="J18.9")
    browser = cast.coordinator1.client()
    data = {"label": "폐렴", "target_group": "OTHER", "kcd_prefixes": "J18", "order": "5", "is_active": "on"}
    tried = browser.post("/discharge/rules/new/", {**data, "preview": "1"}).content.decode()
    assert "2명 가운데 1명이 걸립니다" in tried
    assert not SelectionRule.objects.filter(label="폐렴").exists()
    assert browser.post("/discharge/rules/new/", data).status_code == 302
    assert Admission.objects.candidates().count() == 2
    assert "진단 J18" in body(cast.social1, "/discharge/rules/")


def test_destroying_asks_once_more(cast: Cast) -> None:
    case = make.case("CONSENT_REFUSED", refused_on=make.days_ago(1))
    url = reverse("discharge:aftercare-act", args=[case.pk, "destroy"])
    browser = cast.coordinator1.client()
    asked = browser.get(url).content.decode()
    assert "되돌릴 수 없습니다" in asked
    assert case.client.name in asked
    assert browser.post(url).url == reverse("discharge:case-list")
    case.refresh_from_db()
    assert case.anonymised_at is not None
    again = browser.post(url)
    assert (again.status_code, "이미 파기한 사례입니다." in again.content.decode()) == (409, True)
    kept = reverse("discharge:aftercare-act", args=[make.case("FOLLOW_UP").pk, "destroy"])
    assert (browser.get(kept).status_code, browser.post(kept).status_code) == (409, 409)
    assert cast.social1.client().get(url).status_code == 403


PAGES = ["", "new/", "import/", "import/template/", "refer/"]


@pytest.mark.parametrize("path", PAGES)
def test_who_may_open_the_pages(cast: Cast, path: str) -> None:
    url = LIST + path
    assert cast.nobody.client().get(url).status_code == 302
    for who in (cast.welfare1, cast.cpo1, cast.admin1, cast.edstaff1, cast.regional1):
        if who is not cast.regional1:  # a coordinator of another hospital has a list, an empty one
            assert who.client().get(url).status_code == 403
    assert cast.social1.client().get(url).status_code == 200


@pytest.mark.parametrize("act", ["edit", "dismiss", "restore"])
def test_a_row_exists_for_its_own_hospital_only(cast: Cast, candidate: Admission, act: str) -> None:
    url = reverse(f"discharge:admission-{act}", args=[candidate.pk])
    for who in (cast.hospital2, cast.regional1, cast.welfare1, cast.doctor1):
        assert who.client().post(url).status_code == 404
    assert cast.coordinator1.client().post(url).status_code == 403
    assert cast.nobody.client().post(url).status_code == 302


def test_a_list_of_another_hospital_is_not_shown(cast: Cast, candidate: Admission) -> None:
    assert "김*상" not in body(cast.hospital2, LIST, view="all")


def form(data: dict[str, Any], without: tuple[str, ...] = ()) -> dict[str, str]:
    return {name: str(value) for name, value in data.items() if name not in without}


def test_two_who_correct_a_row_see_both_texts_and_the_second_may_save(cast: Cast) -> None:
    row = make.admission(admit_route="ED", risk_items=["LIVES_ALONE"], ward="51병동")
    url = f"/discharge/admissions/{row.pk}/edit/"
    shown = cast.social1.client().get(url).context["form"].initial
    typed = {name: value for name, value in shown.items() if value is not None}
    admissions.update_admission(
        actor=cast.nurse1.actor, admission=row, data={"diagnosis": "먼저 고친 진단", "admit_route": "OUTPATIENT"}
    )
    answer = cast.social1.client().post(url, typed | {"diagnosis": "나중에 고친 진단"})
    assert answer.status_code == 409
    assert {(one["label"], one["stored"], one["mine"]) for one in answer.context["form"].conflict_rows()} == {
        ("주진단명", "먼저 고친 진단", "나중에 고친 진단"),
        ("입원경로", "외래", "응급실"),
    }
    for text in ("먼저 고친 진단", "나중에 고친 진단", "외래"):
        assert text in answer.content.decode()
    again = typed | {"diagnosis": "나중에 고친 진단", "version": answer.context["form"]["version"].value()}
    assert cast.social1.client().post(url, again).status_code == 302
    row.refresh_from_db()
    assert (row.diagnosis, row.admit_route) == ("나중에 고친 진단", "ED")
