"""Two people on one part lose nothing; two people on two parts do not meet."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from core.errors import Conflict
from discharge.services import assessment_parts
from tests import make

pytestmark = pytest.mark.django_db


def edit(row: Any, part: str) -> str:
    return reverse("discharge:assessment-edit", args=[row.case_id, row.pk, part])


def test_the_second_nurse_sees_both_texts_and_starts_from_the_stored_one(cast: Any, initial: Any) -> None:
    second = make.member(roles="NURSE")
    make.team_member(initial.case, second)
    cast.nurse1.client().post(
        edit(initial, "nursing"), {"version": "1", "wound": "욕창 2단계 천골", "medication_count": "5", "diet": "SOFT"}
    )
    answer = second.client().post(
        edit(initial, "nursing"), {"version": "1", "wound": "욕창 없음", "medication_count": "5", "diet": "TUBE"}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "그 사이에 다른 사람이 저장했습니다" in page
    assert "<ins>" in page
    assert 'name="wound" class="krds-input" value="욕창 2단계 천골"' in page
    assert '<template id="mine-wound">욕창 없음</template>' in page
    assert "경관영양" in page
    assert 'name="version" value="2"' in page
    assert "복용 약물 수</h3>" not in page
    initial.refresh_from_db()
    assert initial.wound == "욕창 2단계 천골"
    assert second.client().post(edit(initial, "nursing"), {"version": "2", "wound": "욕창 없음"}).status_code == 302
    initial.refresh_from_db()
    assert initial.wound == "욕창 없음"


def test_physician_and_nurse_at_once_both_save(cast: Any, initial: Any) -> None:
    nursing = {"version": "1", "wound": "없음"}
    assert cast.nurse1.client().post(edit(initial, "nursing"), nursing).status_code == 302
    medical = {"version": "1", "med_summary": "안정"}
    assert cast.doctor1.client().post(edit(initial, "medical"), medical).status_code == 302
    initial.refresh_from_db()
    assert (initial.wound, initial.med_summary) == ("없음", "안정")


def test_the_needs_of_nurse_and_worker_meet(cast: Any, initial: Any) -> None:
    save = {"assessment": initial, "part": "needs", "version": 1, "finish": False}
    rows = [{"area": "MOOD", "level": 1, "text": ""}]
    assessment_parts.save_part(actor=cast.nurse1.actor, data={"needs": rows}, **save)
    with pytest.raises(Conflict) as conflict:
        assessment_parts.save_part(actor=cast.social1.actor, data={"needs": []}, **save)
    assert conflict.value.stored["needs"] == rows
    assert conflict.value.mine["needs"] == []


def test_what_was_typed_comes_back_after_an_error(cast: Any, initial: Any) -> None:
    answer = cast.nurse1.client().post(edit(initial, "nursing"), {"version": "1", "wound": "상처", "pain": "12"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="상처"' in page
    assert "1곳을 고치십시오" in page


def test_a_resident_number_is_refused(cast: Any, initial: Any) -> None:
    answer = cast.nurse1.client().post(edit(initial, "nursing"), {"version": "1", "wound": "480315-2123456"})
    assert answer.status_code == 400
    initial.refresh_from_db()
    assert initial.wound == ""
