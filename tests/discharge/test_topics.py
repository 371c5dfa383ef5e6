"""The list of one-to-one education topics: the coordinator keeps it, through either door."""

from __future__ import annotations

from discharge.models import EducationTopic
from tests.cast import Cast

TOPICS = "/api/v1/discharge/education-topics/"


def test_a_hospital_begins_with_the_usual_topics_and_medication_is_among_them(cast: Cast) -> None:
    EducationTopic.objects.create(hospital=cast.host, topic="복약 방법과 주의할 점", leaflet="우리 병원 안내문")
    answer = cast.coordinator1.client().post("/discharge/settings/topics/defaults/", follow=True)
    text = answer.content.decode()
    assert "기본 주제 20개를 더했습니다." in text
    assert "흡입기 쓰는 방법" in text
    assert EducationTopic.objects.get(topic="복약 방법과 주의할 점").leaflet == "우리 병원 안내문"


def test_topics_through_the_api(cast: Cast) -> None:
    api = cast.coordinator1.api()
    made = api.post(TOPICS, {"topic": "낙상", "target_group": "STROKE"}, format="json")
    assert made.status_code == 201, made.json()
    assert [row["topic"] for row in api.get(TOPICS).json()] == ["낙상"]
    change = api.patch(f"{TOPICS}{made.json()['id']}/", {"leaflet": "안내문"}, format="json", headers={"If-Match": "1"})
    assert (change.status_code, change.json()["leaflet"], change.json()["version"]) == (200, "안내문", 2)
    stale = api.patch(f"{TOPICS}{made.json()['id']}/", {"leaflet": "다른 글"}, format="json", headers={"If-Match": "1"})
    assert stale.status_code == 409
    twice = api.post(TOPICS, {"topic": "낙상", "target_group": "STROKE"}, format="json")
    assert (twice.status_code, set(twice.json()["fields"])) == (400, {"topic"})
    assert len(api.post(f"{TOPICS}defaults/").json()) == 21


def test_a_social_worker_keeps_no_list(cast: Cast) -> None:
    assert cast.social1.api().get(TOPICS).status_code == 403
    assert cast.social1.client().post("/discharge/settings/topics/defaults/").status_code == 403
    assert not EducationTopic.objects.exists()
