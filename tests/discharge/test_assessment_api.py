"""The assessment through the API: the same rules, the same answers."""

from __future__ import annotations

from typing import Any

import pytest

from core import workdays
from discharge.models import Assessment, InstrumentResult
from tests import make
from tests.discharge.conftest import KMBI_46, rated

pytestmark = pytest.mark.django_db


def today() -> str:
    return str(workdays.seoul_today())


def base(case: Any) -> str:
    return f"/api/v1/discharge/cases/{case.pk}"


def test_from_the_first_round_to_the_plan(cast: Any, case: Any) -> None:
    worker, nurse, doctor = cast.social1.api(), cast.nurse1.api(), cast.doctor1.api()
    made = worker.post(f"{base(case)}/assessments/", {"round": "INITIAL", "assessed_on": today()})
    assert made.status_code == 201
    url = f"{base(case)}/assessments/{made.json()['id']}/"
    doctor.put(f"{url}parts/medical/", {"med_summary": "안정", "finish": True}, headers={"If-Match": "1"})
    nurse.put(f"{url}parts/nursing/", {"medication_count": 6, "finish": True})
    worker.put(f"{url}parts/social/", {"caregiver_capacity": "NONE", "wish": "집", "finish": True})
    worker.put(f"{url}parts/needs/", {"needs": rated(REHAB=3), "finish": True})
    refused = worker.post(f"{url}finish/")
    assert refused.status_code == 400
    assert refused.json()["detail"] == "평가에 남은 것이 있습니다: 한글판 수정바델지수"
    body = {"instrument": "KMBI", "answers": KMBI_46, "measured_on": today()}
    result = nurse.post(f"{base(case)}/instrument-results/", body)
    assert (result.status_code, result.json()["total"], result.json()["band_label"]) == (201, 46, "심한 의존")
    assert worker.post(f"{url}finish/").status_code == 200
    case.refresh_from_db()
    assert case.status == "PLANNING"
    read = cast.coordinator1.api().get(url).json()
    assert read["need_level"] == "3"
    assert read["parts"]["medical"]["med_summary"] == "안정"
    assert read["missing"] == []


def test_a_stale_version_answers_409_with_both_texts(cast: Any, initial: Any) -> None:
    url = f"{base(initial.case)}/assessments/{initial.pk}/parts/nursing/"
    nurse = cast.nurse1.api()
    assert nurse.put(url, {"wound": "하나"}, headers={"If-Match": "1"}).status_code == 200
    answer = nurse.put(url, {"wound": "둘"}, headers={"If-Match": "1"})
    assert answer.status_code == 409
    assert (answer.json()["stored"]["wound"], answer.json()["mine"]) == ("하나", {"wound": "둘"})


def test_unknown_names_and_wrong_shapes_are_named(cast: Any, initial: Any) -> None:
    url = f"{base(initial.case)}/assessments/{initial.pk}/parts/"
    assert "colour" in cast.nurse1.api().put(f"{url}nursing/", {"colour": "red"}).json()["fields"]
    answer = cast.nurse1.api().put(f"{url}needs/", {"needs": [{"area": "MOOD", "level": 7}]})
    assert "needs.0.level" in answer.json()["fields"]
    assert cast.nurse1.api().put(f"{url}nothing/", {}).status_code == 404


def test_set_another_level_with_a_reason(cast: Any, initial: Any) -> None:
    url = f"{base(initial.case)}/assessments/{initial.pk}/need-level/"
    worker = cast.social1.api()
    worker.put(f"{base(initial.case)}/assessments/{initial.pk}/parts/needs/", {"needs": rated(MOOD=1)})
    assert "need_level_reason" in worker.post(url, {"need_level": "3"}).json()["fields"]
    answer = worker.post(url, {"need_level": "3", "need_level_reason": "혼자 지냄"})
    assert (answer.json()["computed_level"], answer.json()["need_level"]) == ("1", "3")
    assert worker.post(url, {"need_level": ""}).json()["need_level"] == "1"


def test_the_same_key_records_once(cast: Any, case: Any) -> None:
    body = {"instrument": "FRAIL", "answers": {"total": 1}, "measured_on": today()}
    for _ in range(2):
        answer = cast.nurse1.api().post(f"{base(case)}/instrument-results/", body, headers={"Idempotency-Key": "one"})
        assert answer.status_code == 201
    assert InstrumentResult.objects.count() == 1


def test_a_missing_item_is_named_by_its_key(cast: Any, case: Any) -> None:
    body = {"instrument": "PHQ9", "answers": {"q9": 1}, "measured_on": today()}
    answer = cast.nurse1.api().post(f"{base(case)}/instrument-results/", body)
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {f"q{number}" for number in range(1, 9)}
    confirm = cast.coordinator1.api().post(f"{base(case)}/safety-check/", {"reason": "면담"})
    assert confirm.status_code == 204


def test_correct_a_result(cast: Any, case: Any) -> None:
    body = {"instrument": "FRAIL", "answers": {"total": 1}, "measured_on": today()}
    first = cast.nurse1.api().post(f"{base(case)}/instrument-results/", body).json()
    url = f"{base(case)}/instrument-results/{first['id']}/"
    change = {"answers": {"total": 3}, "measured_on": today(), "reason": "오기"}
    made = cast.nurse1.api().post(f"{url}correct/", change)
    assert (made.status_code, made.json()["total"]) == (201, 3)
    assert cast.nurse1.api().get(url).json()["replaced_at"] is not None
    assert [row["total"] for row in cast.nurse1.api().get(f"{base(case)}/instrument-results/").json()] == [3]


def test_the_definitions_name_items_labels_and_steps(cast: Any, settings: Any) -> None:
    settings.SITE = {**settings.SITE, "mmse_licensed": False}
    found = {row["code"]: row for row in cast.doctor1.api().get("/api/v1/discharge/instruments/").json()}
    transfer = next(item for item in found["KMBI"]["items"] if item["key"] == "transfer")
    assert [step["value"] for step in transfer["steps"]] == [0, 3, 8, 12, 15]
    assert "MMSE" not in found
    assert cast.health1.api().get("/api/v1/discharge/instruments/").status_code == 403
    assert cast.nobody.api().get("/api/v1/discharge/instruments/").status_code == 401


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [("coordinator1", 200, 403), ("social2", 403, 403), ("hospital2", 404, 404), ("nobody", 401, 401)],
)
def test_who_may(cast: Any, initial: Any, who: str, reads: int, writes: int) -> None:
    api = getattr(cast, who).api()
    url = f"{base(initial.case)}/assessments/"
    body = {"instrument": "FRAIL", "answers": {"total": 1}, "measured_on": today()}
    assert api.get(url).status_code == reads
    assert api.get(f"{url}{initial.pk}/").status_code == reads
    assert api.put(f"{url}{initial.pk}/parts/social/", {"wish": "x"}).status_code == writes
    assert api.post(f"{base(initial.case)}/instrument-results/", body).status_code == writes
    assert api.post(url, {"round": "REASSESS", "assessed_on": today()}).status_code == writes


def test_a_round_of_another_case_is_not_found(cast: Any, initial: Any) -> None:
    other = make.case("ASSESSING")
    assert cast.social1.api().get(f"{base(other)}/assessments/{initial.pk}/").status_code == 404
    assert Assessment.objects.count() == 1
