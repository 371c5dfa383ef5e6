"""Papers of discharge care: what they say, how they look as files, who may print them, and what stays frozen."""

from __future__ import annotations

import io
import re
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pikepdf
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core import reports, sweeps
from core.errors import Conflict
from core.models import AuditEntry, PrintedDocument
from discharge.models import DischargeCase, DischargePlan, PlanPart
from discharge.services import cases, papers
from discharge.tasks import freeze_plans
from network.models import Consent, ConsentText, Institution, Phone
from network.services import reference
from tests import boxes, make
from tests.cast import Cast
from tests.core.hwpx_file import File
from tests.discharge.pdfs import pages_of, sizes_of, text_of, words_with_size
from tests.paper_words import words_of

SEOUL = ZoneInfo("Asia/Seoul")
EXPLAINED = {"explained_to": "BOTH", "explained_on": date(2026, 10, 20)}
ADVICE = """지팡이를 짚고 천천히 걸으십시오. 하루 세 번, 한 번에 10분씩 걷습니다.
수술한 다리를 안으로 모으거나 쪼그려 앉지 마십시오. 의자와 침대를 쓰십시오.
상처는 물에 젖지 않게 하고, 붉어지거나 진물이 나면 알려 주십시오.
욕실 바닥의 물기를 닦고, 밤에는 작은 등을 켜 두십시오."""
MEDICATIONS = [
    {"name": "아세트아미노펜", "when": "아침·점심·저녁 식사 뒤", "caution": "하루 4,000mg을 넘기지 마십시오."},
    {"name": "알렌드로네이트", "when": "월요일 아침 빈속", "caution": "물 한 컵과 드시고 30분 동안 눕지 마십시오."},
    {"name": "칼슘·비타민 디", "when": "저녁 식사 뒤", "caution": ""},
    {"name": "암로디핀 5mg", "when": "아침 식사 뒤", "caution": "어지러우면 앉아서 쉬십시오."},
]
APPOINTMENTS = [
    {"department": "정형외과", "on": "2026-11-05", "at": "10:30"},
    {"department": "재활의학과", "on": "2026-11-12", "at": "14:00"},
]
WARNINGS = (
    "갑자기 다리가 붓거나 숨이 찹니다.\n38도 넘는 열이 나거나 상처에서 고름이 나옵니다.\n넘어져서 걸을 수 없습니다."
)
SERVICES = (
    ("HOME_HEALTH", "health", "주 1회 방문", date(2026, 10, 28)),
    ("MEAL", "welfare", "주 5회 도시락", date(2026, 10, 29)),
    ("INTEGRATED_CARE", "town", "", None),
)


@pytest.fixture
def story(cast: Cast) -> DischargeCase:
    """A person with a hip fracture whose plan waits for approval on 20 October 2026."""
    with time_machine.travel(datetime(2026, 10, 19, 10, 0, tzinfo=SEOUL), tick=False):
        _hospital_numbers(cast)
        client = make.client_(name="김가상", birth_date=date(1948, 3, 15), sex="F")
        found = make.case(
            "PLAN_REVIEW",
            client=client,
            admitted_on=date(2026, 10, 5),
            expected_discharge_on=date(2026, 10, 23),
            operation="인공고관절 반치환술",
            operated_on=date(2026, 10, 7),
        )
        _fill(found.plans.get(), cast)
    return found


def _hospital_numbers(cast: Cast) -> None:
    numbers = (("EMERGENCY", "000-0000-0119"), ("OFFICE", "000-0000-0001"), ("MAIN", "000-0000-0000"))
    for order, (kind, number) in enumerate(numbers):
        Phone.objects.create(institution=cast.host, kind=kind, number=number, order=order)
    for order, code in enumerate(("health", "welfare", "town")):
        place = Institution.objects.get(code=code)
        Phone.objects.create(institution=place, kind="MAIN", number=f"000-0000-100{order}")


def _fill(plan: DischargePlan, cast: Cast) -> None:
    plan.emergency_contact = "딸 김나상 000-0000-0010"
    plan.save()
    rows = {"medications": MEDICATIONS, "appointments": APPOINTMENTS, "warning_signs": WARNINGS}
    PlanPart.objects.filter(plan=plan, kind="DOCTOR").update(text="수술 뒤 경과가 좋음", rows=rows)
    lesson = {"topic": "낙상 예방", "leaflet": "집에서 넘어지지 않기", "taught_to": "BOTH", "taught_by": "이가상"}
    PlanPart.objects.filter(plan=plan, kind="NURSE").update(text=ADVICE, rows={"education": [lesson]})
    note = {"staff_note": "아들과 연락이 끊겼고 빚이 있음"}
    PlanPart.objects.filter(plan=plan, kind="SOCIAL").update(text="끼니는 복지관의 도시락을 드십시오.", rows=note)
    plan.goals.update(text="혼자 화장실에 다녀오고 싶습니다.", due_on=date(2026, 12, 31))
    plan.actions.all().delete()
    for order, (service, code, frequency, start) in enumerate(SERVICES):
        partner = Institution.objects.get(code=code)
        planned = {"need_area": "REHAB", "action": "의뢰", "frequency": frequency, "start_on": start}
        plan.actions.create(order=order, service=service, who="PARTNER", partner=partner, **planned)


def approve(case: DischargeCase, cast: Cast) -> DischargePlan:
    with time_machine.travel(datetime(2026, 10, 20, 9, 30, tzinfo=SEOUL), tick=False):
        cases.step("approve_plan", actor=cast.doctor1.actor, case=case, data=EXPLAINED)
    return case.plans.get(edition=1)


@pytest.fixture
def published(cast: Cast) -> None:
    """The consent texts that the portal is delivered with, in place of the short ones of the cast."""
    for row in reference.read_json(reference.DATA / "consent_texts.json"):
        ConsentText.objects.create(**{**row, "edition": 2, "valid_from": date(2025, 1, 1)})


def paper_url(case: DischargeCase, name: str, *args: Any) -> str:
    return reverse(f"discharge:paper-{name}", args=[case.pk, *args])


# --- plan ------------------------------------------------------------------------------------------------------------


def test_the_patient_takes_home_who_how_medicine_warnings_calls_visits_services_and_goals(
    story: DischargeCase, cast: Cast
) -> None:
    approve(story, cast)
    text = text_of(cast.social1.client().get(paper_url(story, "plan-pdf", 1)).content)
    for words in (
        "퇴원계획서",
        "김가상 (1948. 3. 15.생)",
        "정형외과 (담당의 최가상)",
        "2026. 10. 5.(월)",
        "퇴원예정일 2026. 10. 23.(금)",
        "대퇴골 경부 골절",
        "치료 경과 수술 뒤 경과가 좋음",
        "쪼그려 앉지 마십시오.",
        "낙상 예방(안내문 ‘집에서 넘어지지 않기’)",
        "알렌드로네이트 월요일 아침 빈속",
        "38도 넘는 열이 나거나",
        "딸 김나상 000-0000-0010",
        "응급실 000-0000-0119",
        "공공보건의료사업실 000-0000-0001",
        "정형외과 2026. 11. 5.(목) 10:30",
        "000-0000-1000",
        "2026. 10. 28.(수)",
        "혼자 화장실에 다녀오고 싶습니다. (2026. 12. 31.(목)까지)",
        "설명한 날 2026. 10. 20.(화) · 설명을 들은 사람 환자와 보호자",
        "환자 보관용 – 개인정보가 있으니 잘 보관하십시오",
    ):
        assert words in text
    for name in ("최가상", "이가상", "박가상"):
        assert name in text
    assert "끼니는 복지관의 도시락을 드십시오." in text, "the social worker's words for the patient"
    assert "빚이 있음" not in text, "the note of the house stays there"
    assert "S72.0" not in text
    assert "작성 중" not in text


def test_a_linkage_sent_before_the_approval_stands_with_agency_number_and_start(
    story: DischargeCase, cast: Cast
) -> None:
    sent = datetime(2026, 10, 19, 9, 0, tzinfo=SEOUL)
    answered = {"sent_at": sent, "accepted_at": sent, "planned_start_on": date(2026, 10, 27), "service": "HOME_REHAB"}
    make.linkage(story, "ACCEPTED", **answered)
    make.linkage(story, "DECLINED", service="TRANSPORT", sent_at=sent)
    make.linkage(story, "SENT", service="VOLUNTEER", sent_at=datetime(2026, 10, 21, 9, 0, tzinfo=SEOUL))
    approve(story, cast)
    text = text_of(papers.print_plan(actor=cast.nurse1.actor, case=story, edition=1)[1])
    assert "방문재활" in text
    assert "2026. 10. 27.(화)" in text
    assert "이동 지원" not in text, "a declined service is not promised"
    assert "자원봉사" not in text, "what was sent later is not part of what was approved"


def test_an_open_version_says_on_every_page_that_it_is_not_final_and_is_not_kept(
    story: DischargeCase, cast: Cast
) -> None:
    printed, content = papers.print_plan(actor=cast.social1.actor, case=story, edition=1)
    assert not printed.file
    with pikepdf.open(io.BytesIO(content)) as document:
        count = len(document.pages)
    assert text_of(content).count("작성 중 – 아직 확정되지 않은 계획입니다") == count
    page = cast.social1.client().get(paper_url(story, "plan", 1)).content.decode()
    assert "작성 중" in page
    assert paper_url(story, "plan-pdf", 1) in page


def test_the_paper_of_an_approved_version_is_made_once_and_handed_out_byte_for_byte(
    story: DischargeCase, cast: Cast
) -> None:
    plan = approve(story, cast)
    assert papers.PLANS.keep_due(timezone.now()) == 1
    assert papers.PLANS.keep_due(timezone.now()) == 0
    assert freeze_plans() == 0
    plan.refresh_from_db()
    assert plan.paper is not None
    assert plan.paper.printed_by == cast.doctor1.user
    first = cast.social1.client().get(paper_url(story, "plan-pdf", 1))
    story.diagnosis, story.department = "바뀐 진단", "바뀐 과"
    story.save()
    second = cast.nurse1.client().get(paper_url(story, "plan-pdf", 1))
    assert first.content == second.content
    assert first.content == plan.paper.file.read()
    assert PrintedDocument.objects.filter(kind="discharge_plan").count() == 1
    kept = AuditEntry.objects.get(verb="keep.discharge_plan")
    assert kept.user is None, "nobody printed it when it was kept"


def test_the_sweep_keeps_what_the_bell_did_not_ring_for(story: DischargeCase, cast: Cast) -> None:
    plan = approve(story, cast)
    assert sweeps.run_all()["discharge.keep_plan_papers"] == 1
    plan.refresh_from_db()
    assert plan.paper is not None


def test_approving_rings_the_worker_once_and_stands_without_a_broker(
    story: DischargeCase, cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[str] = []

    def no_broker(name: str, **options: Any) -> None:
        rung.append(name)
        raise ConnectionError("no broker")

    monkeypatch.setattr("celery.current_app.send_task", no_broker)
    with django_capture_on_commit_callbacks(execute=True):
        plan = approve(story, cast)
    assert rung == [papers.FREEZE_TASK]
    assert plan.approved_at is not None


def test_a_kept_paper_that_was_changed_or_lost_is_never_handed_out(story: DischargeCase, cast: Cast) -> None:
    plan = approve(story, cast)
    papers.PLANS.keep(plan.pk)
    plan.refresh_from_db()
    assert plan.paper is not None
    path = Path(plan.paper.file.path)
    path.write_bytes(path.read_bytes() + b"x")
    assert cast.social1.client().get(paper_url(story, "plan-pdf", 1)).status_code == 409
    path.unlink()
    with pytest.raises(Conflict, match="찾지 못했습니다"):
        papers.print_plan(actor=cast.social1.actor, case=story, edition=1)
    assert not AuditEntry.objects.filter(action="PRINT").exists()


def test_a_version_that_fails_does_not_keep_the_others_waiting(
    story: DischargeCase, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = approve(story, cast)
    other = make.case("PLANNED").plans.get()
    real = papers.plan_rows

    def rows(case: DischargeCase, plan: DischargePlan) -> Any:
        if plan.pk == broken.pk:
            raise ValueError("broken")
        return real(case, plan)

    monkeypatch.setattr(papers, "plan_rows", rows)
    assert papers.PLANS.keep_due(timezone.now()) == 1
    other.refresh_from_db()
    assert other.paper is not None


def test_every_print_is_recorded_with_the_person_and_what_is_not_approved_has_no_number(
    story: DischargeCase, cast: Cast
) -> None:
    for _ in range(2):
        papers.print_plan(actor=cast.social1.actor, case=story, edition=1)
    prints = AuditEntry.objects.filter(action="PRINT", verb="print.discharge_plan")
    assert [entry.persons for entry in prints] == [[story.client_id]] * 2
    assert list(PrintedDocument.objects.values_list("number", "title")) == [("", "퇴원계획서")] * 2
    cast.social1.client().get(paper_url(story, "plan", 1))
    assert AuditEntry.objects.get(verb="case.plan_paper").persons == [story.client_id]


# --- who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["consent", "consent-pdf", "plan", "plan-pdf"])
def test_another_hospital_finds_nothing_a_colleague_is_sent_to_the_one_in_charge(
    story: DischargeCase, cast: Cast, name: str
) -> None:
    args = [1] if name.startswith("plan") else []
    url = paper_url(story, name, *args)
    assert cast.hospital2.client().get(url).status_code == 404
    assert cast.health1.client().get(url).status_code == 404
    refused = cast.social2.client().get(url)
    assert refused.status_code == 403
    assert "박가상" in refused.content.decode()
    assert cast.nobody.client().get(url).status_code == 302
    assert cast.coordinator1.client().get(url).status_code == 200
    assert cast.social1.client().post(url).status_code == 405


def test_a_version_that_does_not_exist_is_not_found(story: DischargeCase, cast: Cast) -> None:
    assert cast.social1.client().get(paper_url(story, "plan-pdf", 7)).status_code == 404


def test_the_api_hands_out_the_same_papers_under_the_same_rules(story: DischargeCase, cast: Cast) -> None:
    approve(story, cast)
    base = f"/api/v1/discharge/cases/{story.pk}/papers"
    page = cast.social1.client().get(paper_url(story, "plan-pdf", 1))
    answer = cast.social1.api().get(f"{base}/plan/1/", headers={"accept": "application/pdf"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content == page.content
    assert cast.social1.api().get(f"{base}/consent/").content.startswith(b"%PDF")
    refused = cast.social2.api().get(f"{base}/consent/", headers={"accept": "application/pdf"})
    assert refused.status_code == 403
    assert refused.json()["owners"]
    assert cast.hospital2.api().get(f"{base}/plan/1/").status_code == 404


# --- the file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["consent", "plan"])
def test_the_file_is_tagged_korean_a4_with_two_embedded_fonts(
    story: DischargeCase, published: None, cast: Cast, name: str
) -> None:
    content = cast.social1.client().get(paper_url(story, f"{name}-pdf", *([1] if name == "plan" else []))).content
    listed = subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True).stdout.decode()
    fonts = [line.split() for line in listed.splitlines()[2:]]
    assert {row[0].split("+")[1] for row in fonts} == {"NanumGothic", "NanumGothic-Bold"}
    assert all(row[-5] == "yes" for row in fonts), "embedded"
    with pikepdf.open(io.BytesIO(content)) as document:
        assert str(document.Root.Lang) == "ko"
        assert document.Root.MarkInfo.Marked
        assert b"pdfuaid" in document.Root.Metadata.read_bytes()
        assert len(document.pages) == 2
        assert [round(float(edge)) for edge in document.pages[0].mediabox] == [0, 0, 595, 842]
    text = text_of(content)
    assert "1/2" in text
    assert "2/2" in text
    assert re.search(r"박가상 · \d{4}\. \d+\. \d+\.\(.\) \d\d:\d\d 출력", text)


def test_the_plan_is_set_in_large_type(story: DischargeCase, cast: Cast) -> None:
    content = papers.print_plan(actor=cast.social1.actor, case=story, edition=1)[1]
    assert sizes_of(content, "지팡이를 쪼그려") == {14.0}
    assert min(size for word, size in words_with_size(content) if word in ("알렌드로네이트", "보건소")) >= 12.9


def test_hostile_text_is_printed_as_text_and_reaches_nothing(story: DischargeCase, cast: Cast) -> None:
    evil = '<script>alert(1)</script><img src="http://127.0.0.1:9/x.png"><style>*{display:none}</style>'
    part = story.plans.get().parts.get(kind="NURSE")
    part.text = f"{evil}\n@page{{size:A0}} url(file:///etc/passwd)"
    part.save()
    story.department = "<b>과</b>"
    story.save()
    content = papers.print_plan(actor=cast.social1.actor, case=story, edition=1)[1]
    text = text_of(content)
    assert "<script>alert(1)</script>" in text
    assert "<b>과</b>" in text
    assert "집에서 이렇게 지내십시오" in text
    with pikepdf.open(io.BytesIO(content)) as document:
        assert round(float(document.pages[0].mediabox[3])) == 842
    page = cast.social1.client().get(paper_url(story, "plan", 1)).content.decode()
    assert "<script>alert" not in page
    assert "<img src" not in page


@pytest.mark.parametrize("name", ["plan", "consent"])
def test_a_paper_is_typed_in_the_words_of_its_page(
    story: DischargeCase, published: None, cast: Cast, name: str
) -> None:
    _ask(story, cast)
    args = [1] if name == "plan" else []
    page = cast.social1.client().get(paper_url(story, name, *args)).content.decode()
    typed = File(cast.social1.client().get(paper_url(story, f"{name}-hwpx", *args)).content)
    assert typed.words() == words_of(page)
    assert "지팡이를" in typed.words() or name == "consent"


def test_a_plan_that_was_kept_as_pdf_alone_is_typed_once_when_somebody_asks(story: DischargeCase, cast: Cast) -> None:
    plan = approve(story, cast)
    assert papers.PLANS.keep_due(timezone.now()) == 1
    plan.refresh_from_db()
    PrintedDocument.objects.filter(pk=plan.paper_id).update(typed="", typed_sha256="")
    first = cast.social1.client().get(paper_url(story, "plan-hwpx", 1)).content
    assert PrintedDocument.objects.get(pk=plan.paper_id).typed
    assert cast.nurse1.client().get(paper_url(story, "plan-hwpx", 1)).content == first
    assert File(first).frame("header").startswith(PrintedDocument.objects.get(pk=plan.paper_id).number)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "file:///usr/share/fonts/../../../etc/passwd", "data:,x"]
)
def test_the_fetcher_reads_packaged_files_only(url: str) -> None:
    _, fetcher = reports._engine()
    with pytest.raises(Exception, match=r"not a packaged asset|not allowed|protocol|Forbidden"):
        fetcher.fetch(url)
    assert fetcher.fetch(f"{reports.STATIC.as_uri()}/paper.css").read(2) == b"/*"


# --- consent form ----------------------------------------------------------------------------------------------------


def test_the_blank_form_asks_every_block_for_itself_and_ticks_nothing(
    story: DischargeCase, published: None, cast: Cast
) -> None:
    content = cast.nurse1.client().get(paper_url(story, "consent-pdf")).content
    text = text_of(content)
    for words in (
        "① 개인정보 수집·이용 동의 [필수]",
        "② 민감정보 처리 동의 [필수 · 별도 동의]",
        "③ 개인정보 제3자 제공 동의",
        "④ 민감정보 제3자 제공 동의 [별도 동의",
        "⑤ 서비스 제공(사업 참여) 동의 [필수]",
        "⑥-1 문자·전화 연락 수신 동의 [선택]",
        "⑥-2 사례·통계 활용 동의 [선택]",
        "받는 자의 이용 목적",
        "받는 자의 보유기간",
        "언제든지 전화나 방문으로 철회하실 수 있습니다. 공공보건의료사업실(전화 000-0000-0001)",
        "개인정보 보호책임자 서가상",
        "사본 1부를 본인에게 드립니다",
        "김가상",
    ):
        assert words in text
    assert "⑦" not in text, "the sending of records is asked only where it is needed"
    assert "■" not in text
    assert text.count("□ 동의함") == text.count("□ 동의하지 않음") == 5 + 2 * 3
    assert text.count("동의를 거부할 권리가 있습니다.") == 7, "the right to refuse stands in every block"
    assert "주민등록번호" not in text
    assert "박가상" not in text, "who explains writes it by hand"


def test_what_must_stand_out_is_a_fifth_larger_than_all_else_in_the_blocks(
    story: DischargeCase, published: None, cast: Cast
) -> None:
    """Decree art. 17 and the notice on handling, art. 4: at least 9 pt and 20 % larger than the rest."""
    _ask(story, cast)
    content = papers.print_consent(actor=cast.social1.actor, case=story, as_record=False)[1]
    texts = {row.consent_type: row for row in ConsentText.objects.filter(edition=2)}
    strong = [row.retention for row in texts.values()] + [row.receiver_purpose for row in texts.values()]
    strong += ["가상시 보건소", "가상노인복지관", "진단명, 기능상태, 정서·음주, 약물"]
    said = {word for sentence in strong for word in sentence.split()}
    rest = [row.purpose for row in texts.values()] + [row.refusal for row in texts.values()]
    rest += ["[필수] [필수 별도 동의] 민감정보 제공받는 여부 목적 항목 □ 동의함", "동의하지 않음"]
    said |= {
        "개인정보",
        "수집·이용",
        "및",
        "제3자",
        "제공",
        "동의서",
    }  # the title of the paper stands outside the blocks
    plain = {word for sentence in rest for word in sentence.split()} - said
    sizes = words_with_size(content)
    smallest = min(size for word, size in sizes if word in ("5년.", "1년.", "의뢰받은", "정서·음주,", "가상노인복지관"))
    largest = max(size for word, size in sizes if word in plain)
    assert smallest >= 9
    assert smallest >= 1.2 * largest


def _ask(case: DischargeCase, cast: Cast) -> None:
    """Two receivers: one granted, one still to be answered; contact refused."""
    granted = {"institution": cast.host, "receiver": cast.health1.institution}
    make.consent(case.client, "THIRD_PARTY", items=["NAME", "PHONE"], **granted)
    make.consent(case.client, "SENSITIVE_THIRD_PARTY", items=["DIAGNOSIS", "MOOD_ALCOHOL"], **granted)
    waiting = {"institution": cast.host, "receiver": cast.welfare1.institution, "status": "PENDING"}
    make.consent(case.client, "THIRD_PARTY", items=["NAME", "ADDRESS"], **waiting)
    make.consent(case.client, "CONTACT", status="REFUSED", institution=cast.host)


def test_the_record_shows_the_version_that_was_answered_the_answers_and_who_gave_them(
    story: DischargeCase, published: None, cast: Cast
) -> None:
    _ask(story, cast)
    make.consent(story.client, "STATISTICS", status="WITHDRAWN", institution=cast.host)
    record = text_of(cast.social1.client().get(f"{paper_url(story, 'consent-pdf')}?as=record").content)
    assert "등록된 답을 옮겨 적은 문서입니다." in record
    assert "개인정보 수집·이용의 목적" in record, "the text of the first edition, which the person answered"
    granted = Consent.objects.filter(client=story.client, status__in=("GRANTED", "WITHDRAWN")).count()
    assert record.count("■ 동의함") == granted
    assert record.count("■ 동의하지 않음") == 1
    assert "답하지 않음" in record
    assert "동의서(등록된 답)" in record
    assert "가상시 보건소" in record
    assert "가상노인복지관" in record
    assert "철회" in record
    assert "박가상" in record
    assert pages_of(cast.social1.client().get(paper_url(story, "consent-pdf")).content) == 2
    blank = text_of(cast.social1.client().get(paper_url(story, "consent-pdf")).content)
    assert "■" not in blank
    assert "답하지 않음" not in blank
    assert "가상노인복지관" in blank


def test_a_representative_stands_on_the_record_with_relation_and_reason(story: DischargeCase, cast: Cast) -> None:
    signer = {"signer": "PROXY", "signer_name": "김나상", "signer_relation": "CHILD", "reason_not_self": "의식이 흐림"}
    Consent.objects.filter(client=story.client).update(**signer)
    record = text_of(papers.print_consent(actor=cast.social1.actor, case=story, as_record=True)[1])
    assert "대리인 김나상" in record
    assert "자녀 · 위임받은 대리인" in record
    assert "의식이 흐림" in record


def test_the_sending_of_records_is_a_block_of_its_own_where_it_is_asked(
    story: DischargeCase, published: None, cast: Cast
) -> None:
    asked = {"status": "PENDING", "receiver": cast.regional1.institution, "institution": cast.host}
    make.consent(story.client, "RECORD_TRANSFER", **asked)
    text = text_of(papers.print_consent(actor=cast.social1.actor, case=story, as_record=False)[1])
    assert "⑦ 진료기록 송부 동의" in text
    assert "가상대학교병원" in text


def test_another_hospitals_consents_are_not_printed(story: DischargeCase, cast: Cast) -> None:
    elsewhere = {"institution": cast.hospital2.institution, "receiver": cast.mhcenter1.institution}
    make.consent(story.client, "THIRD_PARTY", items=["NAME"], **elsewhere)
    for as_record in (True, False):
        text = text_of(papers.print_consent(actor=cast.social1.actor, case=story, as_record=as_record)[1])
        assert "가상시 정신건강복지센터" not in text


def test_without_a_published_text_the_form_says_which_one_is_missing(story: DischargeCase, cast: Cast) -> None:
    ConsentText.objects.filter(consent_type="PROGRAM").update(valid_from=date(2099, 1, 1))
    answer = cast.social1.client().get(paper_url(story, "consent-pdf"))
    assert answer.status_code == 409
    assert "서비스 제공(사업 참여)" in answer.content.decode()


def test_the_name_of_a_receiver_is_not_broken_and_both_answers_fit(
    story: DischargeCase, published: None, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(reports, "render_pdf", lambda page: made.append(page) or page.encode())
    names = ("의정부시정신건강복지센터", "동두천시치매안심센터")
    for name in names:
        place = make.institution(name=name, short_name=name, kind="MH_CENTER")
        waiting = {"institution": cast.host, "receiver": place, "status": "PENDING"}
        make.consent(story.client, "THIRD_PARTY", items=["NAME", "BIRTH_DATE", "PHONE", "ADDRESS"], **waiting)
        make.consent(story.client, "SENSITIVE_THIRD_PARTY", items=["DIAGNOSIS", "MOOD_ALCOHOL"], **waiting)
    papers.print_consent(actor=cast.social1.actor, case=story, as_record=False)
    pages = boxes.pages_of(made[-1])
    assert [boxes.outside_their_cells(page) for page in pages] == [[] for _ in pages]
    lines = [boxes.words(box).strip() for page in pages for box in boxes.boxes(page, "LineBox")]
    assert [lines.count(name) for name in names] == [2, 2]
    assert lines.count("□ 동의하지 않음") == 4 + 5, "one for each receiver, one for each other block"


def test_a_working_copy_says_what_it_is_for_and_which_print_it_is_and_the_record_has_a_place_to_sign(
    story: DischargeCase, cast: Cast
) -> None:
    printed, content = papers.print_consent(actor=cast.social1.actor, case=story, as_record=True)
    text = text_of(content)
    assert f"개인정보 포함 · 동의 기록 확인 · 출력번호 {printed.pk}" in text
    assert PrintedDocument.objects.get(pk=printed.pk).printed_by == cast.social1.user
    assert "확인자 (서명 또는 인)" in text
    blank = text_of(papers.print_consent(actor=cast.social1.actor, case=story, as_record=False)[1])
    assert f"동의서 작성 · 출력번호 {printed.pk + 1}" in blank
    assert blank.count("(서명 또는 인)") == 3, "the person, who explained it, a representative"
    approve(story, cast)
    assert "출력번호" not in text_of(papers.print_plan(actor=cast.social1.actor, case=story, edition=1)[1])
