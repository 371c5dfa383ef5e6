"""What the tags write into a page."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import time_machine
from django import forms
from django.contrib.auth import get_user_model
from django.contrib.messages.constants import ERROR, SUCCESS
from django.template import Context, Template
from django.test import RequestFactory

from core.display import CONTRAST, KEYS, choose, display

NOON = datetime(2026, 12, 7, 3, 0, tzinfo=UTC)


def write(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


def test_an_icon_beside_words_is_hidden_and_one_alone_is_named() -> None:
    assert 'aria-hidden="true"' in write('{% icon "home" %}')
    alone = write('{% icon "check" "마침" %}')
    assert 'role="img"' in alone
    assert 'aria-label="마침"' in alone
    assert "icons.svg#i-check" in alone


def test_a_state_is_word_icon_and_tone() -> None:
    written = write('{% status "LINKAGE" "SENT" side="receiver" %}')
    assert 'class="st new"' in written
    assert "#i-ring" in written
    assert "의뢰 발송" in written


def test_a_list_may_show_the_worst_link_under_the_name_of_the_case() -> None:
    written = write('{% status "DISCHARGE" "FOLLOW_UP" kind="bad" %}')
    assert 'class="st bad"' in written
    assert "사후관리" in written


@time_machine.travel(NOON, tick=False)
def test_a_deadline_is_words_and_a_missing_one_a_dash() -> None:
    late = write("{% due day %}", day=datetime(2026, 12, 3, 9, 0, tzinfo=UTC))
    assert 'class="due late"' in late
    assert "4일 지남" in late
    assert "2026. 12. 3.(목)" in late
    assert "-" in write("{% due day %}", day=None)


@time_machine.travel(NOON, tick=False)
def test_dates_in_a_page() -> None:
    moment = datetime(2026, 12, 7, 0, 12, tzinfo=UTC)
    assert write("{{ m|kdate }} {{ m|kdatetime }} {{ m|kago }}", m=moment) == (
        "2026. 12. 7.(월) 12. 7.(월) 09:12 오늘 09:12"
    )
    assert write("{{ m|kdate_short }}", m=None) == ""


def test_zero_is_a_number_and_nothing_is_a_dash() -> None:
    assert write("{{ n|num }}", n=0) == '<span class="num nw">0</span>'
    assert write("{{ n|dash }}", n=None) == "-"


@pytest.mark.parametrize(
    ("tags", "url"),
    [
        ("undo:/cases/1/undo/ success", "/cases/1/undo/"),
        ("success", ""),
        ("undo:https://elsewhere.example/", ""),
        ("undo://elsewhere.example/", ""),
    ],
)
def test_an_undo_leads_to_this_site_only(tags: str, url: str) -> None:
    assert write("{{ tags|undo_url }}", tags=tags) == url


def test_errors_stay_on_the_page_and_results_pass_as_toasts() -> None:
    messages = [SimpleNamespace(level=SUCCESS, text="됨"), SimpleNamespace(level=ERROR, text="안 됨")]
    source = (
        "{% split_messages as s %}{% for m in s.stay %}[{{ m.text }}]{% endfor %}"
        "{% for m in s.pass %}({{ m.text }}){% endfor %}"
    )
    assert write(source, messages=messages) == "[안 됨](됨)"


@pytest.mark.parametrize(
    ("htmx", "template"),
    [
        (None, "base.html"),
        (SimpleNamespace(boosted=False, history_restore_request=False), "fragment.html"),
        (SimpleNamespace(boosted=True, history_restore_request=False), "base.html"),
        (SimpleNamespace(boosted=False, history_restore_request=True), "base.html"),
    ],
)
def test_htmx_gets_a_part_and_everybody_else_the_whole_page(htmx: object, template: str) -> None:
    assert write("{{ request|frame }}", request=SimpleNamespace(htmx=htmx)) == template


class Contact(forms.Form):
    name = forms.CharField(label="이름", help_text="가명도 됩니다.")
    memo = forms.CharField(label="메모", required=False, widget=forms.Textarea, max_length=1000)
    answer = forms.ChoiceField(label="답", choices=[("a", "네"), ("b", "아니요")], widget=forms.RadioSelect)


def test_a_question_ties_its_hint_and_error_to_the_control() -> None:
    page = Contact({"memo": "가나"}).render()
    assert 'for="id_name"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert '<span class="vh">오류: </span>' in page


def test_only_what_is_optional_is_marked_and_long_text_is_counted() -> None:
    page = Contact({"memo": "가나"}).render()
    assert page.count("(선택)") == 1
    assert 'data-count="id_memo">2 / 1,000자' in page


def test_choices_stand_in_a_fieldset_with_a_legend() -> None:
    page = Contact().render()
    assert "<fieldset" in page
    assert "<legend>답</legend>" in page
    assert 'class="radio-cards"' in page


def test_the_summary_links_to_every_field_with_an_error() -> None:
    page = write('{% include "parts/_errsum.html" %}', form=Contact({}))
    assert "2곳을 고치십시오." in page
    assert 'href="#id_name"' in page
    assert 'href="#id_answer"' in page
    assert write('{% include "parts/_errsum.html" %}', form=Contact()) == ""


def test_a_blocked_act_stays_visible_with_its_reason() -> None:
    act = {"name": "close", "label": "종결", "blocked_reason": "남은 추적관찰 2회가 있습니다."}
    page = write('{% include "parts/_actions.html" %}', actions=[act])
    assert 'aria-disabled="true"' in page
    assert 'aria-describedby="why-close"' in page
    assert "남은 추적관찰 2회가 있습니다." in page
    assert "<a " not in page


def test_a_conflict_shows_both_texts_and_an_editor_with_the_stored_one() -> None:
    texts = {
        "name": "social",
        "label": "심리·사회·경제",
        "stored": "딸이 주 2회 방문함.",
        "mine": "딸이 주 1회 방문함.",
    }
    page = write('{% include "parts/_conflict.html" %}', conflict=texts)
    assert "<ins>2회</ins>" in page
    assert "<ins>1회</ins>" in page
    assert 'name="social"' in page
    assert ">\n딸이 주 2회 방문함.</textarea>" in page


def test_a_person_turns_on_high_contrast_and_comes_back_to_the_page() -> None:
    request = RequestFactory().post("/display/", {"contrast": "high", "next": "/cases/"})
    response = choose(request)
    assert response["Location"] == "/cases/"
    assert response.cookies[CONTRAST].value == "high"
    assert KEYS not in response.cookies
    request.COOKIES[CONTRAST] = "high"
    assert display(request) == {"high_contrast": True, "keys_off": False}


def test_the_switch_leads_nowhere_else() -> None:
    response = choose(RequestFactory().post("/display/", {"keys": "off", "next": "https://elsewhere.example/"}))
    assert response["Location"] == "/"
    assert response.cookies[KEYS].value == "off"
    assert not choose(RequestFactory().post("/display/", {"keys": "<b>"})).cookies


@pytest.mark.django_db
def test_the_account_remembers_the_choice_on_every_machine() -> None:
    person = get_user_model().objects.create(username="social9", name="박가상")
    request = RequestFactory().post("/display/", {"contrast": "high"})
    request.user = person
    choose(request)
    person.refresh_from_db()
    assert person.high_contrast
    assert person.uses_keys
    elsewhere = RequestFactory().get("/")
    elsewhere.user = person
    assert display(elsewhere)["high_contrast"]


def test_a_number_on_a_page_calls() -> None:
    assert write("{{ n|call }}", n="01000000001") == '<a class="tel" href="tel:01000000001">010-0000-0001</a>'
    words = write("{{ n|call }}", n="김가상 <b> · 031-000-0002 · 1588-0000 · 2026-00014")
    assert words.count("<a ") == 2
    assert 'href="tel:0310000002"' in words
    assert 'href="tel:15880000"' in words
    assert "김가상 &lt;b&gt;" in words
    assert write('{{ n|call|default:"없음" }}', n="") == "없음"
