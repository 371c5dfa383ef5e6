"""Instruments score as published, refuse what is no answer, and never guess a missing one."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.instruments import (
    HIGH_RISK_FLAG,
    SUICIDE_FLAG,
    Band,
    Contradiction,
    Incomplete,
    Instrument,
    Item,
    NotAStep,
    NotLicensed,
    Registry,
    Result,
    ScoringError,
    Step,
    UnknownItem,
    audit_variant,
    charlson_conditions,
    charlson_sum,
    codes,
    get,
    length_of_stay,
    satisfaction,
    sgds_variant,
)
from network.instruments.registry import DATA, load
from network.instruments.rules import Rules
from tests.vectors import Row, rows

CORE_DATA = Path(__file__).resolve().parents[2] / "core" / "data"

REFUSALS = {
    "hygiene: 2 is not a step": NotAStep,
    "incomplete": Incomplete,
    "questions 3-5 are asked only when question 2 is yes": Contradiction,
    "past 3 months implies lifetime": Contradiction,
}
VECTORS = rows("instrument_vectors")


def named(row: Row) -> str:
    return f"{row['instrument']}-{row['case']}"


def score(row: Row) -> Result:
    instrument, given_answers = get(row["instrument"]), json.loads(row["input_json"])
    if isinstance(given_answers, list):
        return instrument.score(instrument.listed(given_answers))
    variant = given_answers.pop("variant", "")
    items = given_answers.pop("items", None)
    return instrument.score(instrument.listed(items) if items else given_answers, variant=variant)


@pytest.mark.parametrize("row", [row for row in VECTORS if not row["error"]], ids=named)
def test_every_vector_scores_as_written(row: Row) -> None:
    result = score(row)
    assert "+".join([result.band, *(flag for flag in result.flags if flag == SUICIDE_FLAG)]) == row["band"]
    assert result.total == (int(row["score"]) if row["score"] else None)


@pytest.mark.parametrize("row", [row for row in VECTORS if row["error"]], ids=named)
def test_every_vector_that_must_be_refused_is_refused(row: Row) -> None:
    with pytest.raises(REFUSALS[row["error"]]):
        score(row)


KMBI = {
    "hygiene": 3,
    "bathing": 1,
    "feeding": 8,
    "toilet": 5,
    "stairs": 2,
    "dressing": 5,
    "bowel": 8,
    "bladder": 8,
    "ambulation": 3,
    "transfer": 3,
}


def test_a_result_says_all_that_callers_store() -> None:
    result = get("KMBI").score(KMBI)
    assert result.summary == "46 심한 의존"
    assert (result.instrument, result.version, result.answers) == ("KMBI", 1, KMBI)
    assert result.rule_version.startswith("KMBI-1-")
    assert sum(result.points.values()) == 46


def test_a_step_that_does_not_exist_is_refused_in_words() -> None:
    with pytest.raises(NotAStep) as refused:
        get("KMBI").score(KMBI | {"transfer": 4})
    assert str(refused.value) == "의자·침대 이동: 4 값은 입력할 수 없습니다. 입력할 수 있는 값: 0, 3, 8, 12, 15"
    assert (refused.value.key, refused.value.value) == ("transfer", 4)


@pytest.mark.parametrize("value", ["3", 3.0, True, -3])
def test_what_only_looks_like_a_step_is_refused(value: object) -> None:
    with pytest.raises(NotAStep):
        get("KMBI").score(KMBI | {"ambulation": value})


def test_the_wheelchair_counts_only_for_who_does_not_walk() -> None:
    with pytest.raises(Contradiction, match="걷기가 0점일 때만"):
        get("KMBI").score(KMBI | {"wheelchair": 3})
    assert get("KMBI").score(KMBI | {"wheelchair": None}).total == 46
    assert get("KMBI").score(KMBI | {"ambulation": 0, "wheelchair": 3}).total == 46


def test_a_missing_item_is_named_and_nothing_is_guessed() -> None:
    with pytest.raises(Incomplete, match="결과를 내지 않습니다: 걷기, 의자·침대 이동") as refused:
        get("KMBI").score({key: value for key, value in KMBI.items() if key not in {"ambulation", "transfer"}})
    assert refused.value.missing == ("ambulation", "transfer")


def test_an_item_of_another_instrument_is_refused() -> None:
    with pytest.raises(UnknownItem, match="q1"):
        get("KMBI").score(KMBI | {"q1": 0})


@pytest.mark.parametrize("code", codes())
def test_every_instrument_refuses_an_empty_form(code: str) -> None:
    instrument = get(code)
    with pytest.raises(Incomplete):
        instrument.score(instrument.parsed({}), licensed=True)


def test_phq9_item_9_raises_the_flag_also_when_the_rest_is_missing() -> None:
    with pytest.raises(Incomplete) as refused:
        get("PHQ9").score({"q9": 1})
    assert refused.value.flags == (SUICIDE_FLAG,)
    assert get("PHQ9").flags({"q9": 1}) == (SUICIDE_FLAG,)
    assert get("PHQ9").flags({"q9": 0}) == ()


def test_phq9_difficulty_is_stored_and_not_scored() -> None:
    result = get("PHQ9").score(get("PHQ9").listed([1] * 9) | {"difficulty": 3})
    assert (result.total, result.answers["difficulty"]) == (9, 3)


@given(st.lists(st.integers(0, 3), min_size=9, max_size=9))
def test_phq9_flag_never_depends_on_the_total(answers: list[int]) -> None:
    result = get("PHQ9").score(get("PHQ9").listed(answers))
    assert result.total == sum(answers)
    assert (SUICIDE_FLAG in result.flags) == (answers[8] > 0)


def test_who_never_drinks_may_skip_items_2_to_8_only() -> None:
    audit = get("AUDITK")
    result = audit.score({"q1": 0, "q9": 2, "q10": 4}, variant="F")
    assert (result.total, result.band) == (6, "RISK")
    assert result.answers.get("q2") is None
    with pytest.raises(Incomplete) as refused:
        audit.score({"q1": 0, "q9": 2})
    assert refused.value.missing == ("q10",)
    with pytest.raises(Incomplete):
        audit.score({"q1": 1, "q9": 0, "q10": 0})


def test_audit_items_9_and_10_have_three_steps_and_no_band_without_sex() -> None:
    audit = get("AUDITK")
    with pytest.raises(NotAStep):
        audit.score(audit.listed([4, 3, 4, 3, 2, 1, 2, 1, 1, 4]), variant="M")
    result = audit.score(audit.listed([4, 3, 4, 3, 2, 1, 2, 1, 0, 4]), variant=audit_variant("U"))
    assert (result.total, result.band, result.band_label) == (24, "", "")
    assert (audit_variant("M"), audit_variant("F")) == ("M", "F")


def test_a_band_set_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="variant"):
        get("SGDSK").score({"total": 6}, variant="cutoff7")
    assert get("SGDSK").variants == ("cutoff8", "cutoff5")


@pytest.mark.parametrize(("cutoff", "band"), [(8, "NORMAL"), (5, "POSITIVE")])
def test_the_cut_off_of_sgds_is_passed_in(cutoff: int, band: str) -> None:
    assert get("SGDSK").score({"total": 6}, variant=sgds_variant(cutoff)).band == band


def test_cssrs_answers_that_decide_raise_the_flag_before_the_form_is_complete() -> None:
    with pytest.raises(Incomplete) as refused:
        get("CSSRS_SCREEN").score({"q1": True, "q2": True, "q4": True})
    assert refused.value.flags == (HIGH_RISK_FLAG,)
    assert refused.value.missing == ("q3", "q5")


@pytest.mark.parametrize("missing", ["life", "m3"])
def test_cssrs_question_6_that_was_shown_and_left_open_gives_no_triage(missing: str) -> None:
    answers = {"q1": False, "q2": False, "life": True, "m3": False} | {missing: None}
    with pytest.raises(Incomplete) as refused:
        get("CSSRS_SCREEN").score(answers)
    assert refused.value.missing == (missing,)


def test_cssrs_past_3_months_is_not_asked_without_lifetime_behaviour() -> None:
    result = get("CSSRS_SCREEN").score({"q1": False, "q2": False, "life": False, "m3": None})
    assert (result.band, result.band_label) == ("NONE", "해당 없음")


yes_no = st.booleans()


@given(st.fixed_dictionaries(dict.fromkeys(("q1", "q2", "q3", "q4", "q5", "life", "m3"), yes_no)))
def test_cssrs_high_never_gets_lost(given_answers: dict[str, bool]) -> None:
    decides = any(given_answers[key] for key in ("q4", "q5", "m3"))
    try:
        result = get("CSSRS_SCREEN").score(given_answers)
    except Contradiction:
        assert not given_answers["q2"] or not given_answers["life"]
    else:
        assert (result.band == "HIGH") == decides


@pytest.mark.parametrize(
    ("answers", "total", "text", "band"),
    [
        ({"eye": 4, "verbal": 5, "motor": 6}, 15, "15 (E4V5M6)", "MILD"),
        ({"eye": 1, "verbal": 1, "motor": 1}, 3, "3 (E1V1M1)", "SEVERE"),
        ({"eye": 2, "verbal": "T", "motor": 4}, None, "E2VTM4", ""),
    ],
)
def test_gcs(answers: dict[str, object], total: int | None, text: str, band: str) -> None:
    result = get("GCS").score(answers)
    assert (result.total, result.text, result.band) == (total, text, band)


@pytest.mark.parametrize(
    ("code", "answers", "summary"),
    [
        ("KTAS", {"level": 2}, "2 긴급"),
        ("MRS", {"grade": 6}, "6 사망"),
        ("NRS", {"value": 5}, "5"),
        ("AVPU", {"letter": "V"}, "V 음성에 반응"),
        ("EQ5D5L", {"profile": "11231"}, "11231"),
        ("EQVAS", {"value": 70}, "70"),
        ("FRAIL", {"total": 2}, "2 전노쇠"),
        ("NIHSS", {"total": 42}, "42"),
        ("PHQ2", {"q1": 1, "q2": 2}, "3 양성"),
        ("CIST", {"total": 18, "result": "SUSPECTED"}, "18 인지저하 의심"),
        ("CIST", {"total": 18}, "18"),
    ],
)
def test_single_values_and_totals(code: str, answers: dict[str, object], summary: str) -> None:
    assert get(code).score(answers).summary == summary


@pytest.mark.parametrize(
    ("code", "answers"),
    [
        ("KTAS", {"level": 6}),
        ("NRS", {"value": 11}),
        ("NRS", {"value": -1}),
        ("MORSE", {"total": 126}),
        ("NIHSS", {"total": 43}),
        ("EQ5D5L", {"profile": "11236"}),
        ("EQ5D5L", {"profile": "1123"}),
        ("AVPU", {"letter": "X"}),
        ("GCS", {"eye": 5, "verbal": 1, "motor": 1}),
        ("LACE", {"los": -1, "acute": False, "charlson": 0, "ed": 0}),
        ("HOSPITAL", {"hb": "많음", "onc": False, "na": 140, "proc": False, "urgent": False, "adm": 0, "los": 4}),
    ],
)
def test_values_out_of_range_are_refused(code: str, answers: dict[str, object]) -> None:
    with pytest.raises(NotAStep, match="입력할 수 있는 값"):
        get(code).score(answers)


def test_morse_takes_the_bands_of_the_hospital() -> None:
    own = [Band("LOW", "낮음", 0, 49), Band("HIGH", "높음", 50, 125)]
    morse = get("MORSE")
    assert morse.score({"total": 45}, variant="default").band == "HIGH"
    assert morse.score({"total": 45}, bands=own).band == "LOW"
    assert morse.score({"total": 45}, bands=own).rule_version != morse.score({"total": 45}).rule_version


def test_mmse_stays_behind_its_licence() -> None:
    with pytest.raises(NotLicensed, match="사용 허가"):
        get("MMSE").score({"total": 24})
    assert get("MMSE").score({"total": 24}, licensed=True).total == 24


def test_lace_from_dates_and_conditions() -> None:
    stay = length_of_stay(date(2026, 10, 5), date(2026, 10, 23))
    assert stay == 18
    result = get("LACE").score({"los": stay, "acute": True, "charlson": 2, "ed": 1})
    assert result.points == {"los": 7, "acute": 3, "charlson": 2, "ed": 1}
    assert result.summary == "13 고위험"
    with pytest.raises(ValueError, match="퇴원일"):
        length_of_stay(date(2026, 10, 23), date(2026, 10, 22))


@pytest.mark.parametrize(
    ("keys", "total"),
    [
        ([], 0),
        (["STROKE", "DEMENTIA"], 4),
        (["DIABETES", "DIABETES_ORGAN"], 2),
        (["TUMOUR", "METASTASIS"], 6),
        (["AIDS", "AIDS"], 4),
    ],
)
def test_charlson_sum(keys: list[str], total: int) -> None:
    assert charlson_sum(keys) == total


def test_a_condition_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="GOUT"):
        charlson_sum(["GOUT"])
    assert len(charlson_conditions()) == 14


def test_form_fields_are_read_and_blank_is_no_answer() -> None:
    lace = get("LACE").parsed({"los": "18", "acute": "true", "charlson": "", "ed": " 0 "})
    assert lace == {"los": 18, "acute": True, "charlson": None, "ed": 0}
    hospital = get("HOSPITAL").parsed({"hb": "11.9", "onc": "아니오"})
    assert (hospital["hb"], hospital["onc"], hospital["na"]) == (Decimal("11.9"), False, None)
    with pytest.raises(NotAStep):
        get("LACE").parsed({"los": "열"})


def test_stored_answers_are_shown_with_words() -> None:
    lines = get("KMBI").lines({"transfer": 8, "wheelchair": None})
    assert [tuple(line) for line in lines] == [
        ("의자·침대 이동", "8 절반쯤 도움"),
        ("휠체어 (걷기가 0일 때만)", ""),
    ]
    assert get("CSSRS_SCREEN").lines({"q1": True})[0].answer == "예"
    assert get("PHQ9").lines({"q1": 2})[0].answer == "2"


def test_an_old_version_still_shows_its_answers_when_a_new_one_stands() -> None:
    registry = Registry(load())
    item = Item("pain", "통증", "step", (Step(0, "없음"), Step(9, "있음")))
    registry.register(Instrument("NRS", 2, "통증 숫자척도", (item,), Rules()))
    assert registry.get("NRS").version == 2
    assert registry.get("NRS").score({"pain": 9}).rule_version.startswith("NRS-2-")
    old = registry.get("NRS", 1)
    assert [tuple(line) for line in old.lines({"value": 5})] == [("통증 점수", "5")]
    assert old.score({"value": 5}).version == 1
    with pytest.raises(UnknownItem):
        registry.get("NRS", 2).score({"value": 5})


def test_a_published_version_is_never_replaced() -> None:
    registry = Registry(load())
    with pytest.raises(ValueError, match="registered already"):
        registry.register(get("NRS"))
    with pytest.raises(LookupError):
        registry.get("ZARIT")
    with pytest.raises(LookupError):
        registry.get("NRS", 3)


def facts() -> list[Row]:
    with (DATA / "instruments.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_instrument_of_the_data_is_there() -> None:
    # SAT5 has as many items as its survey has questions; `satisfaction` computes it.
    assert set(codes()) == {fact["code"] for fact in facts()} - {"SAT5"}


@pytest.mark.parametrize("code", codes())
def test_bands_of_a_set_cover_the_range_without_gap_or_overlap(code: str) -> None:
    instrument = get(code)
    for variant in instrument.variants or ("",):
        ranged = [band for band in instrument.bands if band.variant == variant and band.low is not None]
        totals = [total for band in ranged for total in range(band.low or 0, (band.high or 0) + 1)]
        full = range(instrument.minimum or 0, (instrument.maximum or 0) + 1)
        assert totals in ([], list(full))


def test_levels_and_letters_have_the_labels_of_the_choice_lists() -> None:
    with (CORE_DATA / "code_choices.csv").open(encoding="utf-8", newline="") as file:
        choices = [(row["list"], row["code"], row["label_ko"]) for row in csv.DictReader(file)]
    for code, name in {"AVPU": "avpu", "KTAS": "ktas_level", "PRE_KTAS": "ktas_level"}.items():
        steps = [(str(step.value), step.label) for step in get(code).items[0].steps]
        assert steps == [(value, label) for list_name, value, label in choices if list_name == name]
    grades = [(step.value, step.label) for step in get("MRS").items[0].steps]
    assert grades == [(band.low, band.label) for band in get("MRS").bands]


def test_every_refusal_is_a_message_to_show() -> None:
    for error in (NotAStep, Incomplete, Contradiction, UnknownItem, NotLicensed):
        assert issubclass(error, ScoringError)


def test_satisfaction_on_5_and_on_100_points() -> None:
    counts = {5: 11, 4: 7, 3: 2}
    assert satisfaction.mean(counts) == Decimal("4.45")
    assert satisfaction.hundred_points(counts, "TIMES_20") == Decimal("89.0")
    assert satisfaction.hundred_points(counts, "FROM_ZERO") == Decimal("86.3")
    assert satisfaction.mean({}) is None
    assert satisfaction.hundred_points({}, "TIMES_20") is None
    with pytest.raises(ValueError, match="만족도"):
        satisfaction.mean({6: 1})


# --- SGDS-K item by item ----------------------------------------------------------------------------------------------


def _sgds(points: int, **more: Any) -> dict[str, Any]:
    """Fifteen items, the first of them 1."""
    return {f"q{number}": int(number <= points) for number in range(1, 16)} | more


@pytest.mark.parametrize(
    ("points", "variant", "band"), [(7, "cutoff8", "NORMAL"), (8, "cutoff8", "POSITIVE"), (5, "cutoff5", "POSITIVE")]
)
def test_sgds_is_the_sum_of_its_items_or_a_total_alone(points: int, variant: str, band: str) -> None:
    by_item, by_total = (get("SGDSK").score(answers, variant=variant) for answers in (_sgds(points), {"total": points}))
    assert (by_item.total, by_item.band) == (by_total.total, by_total.band) == (points, band)
    assert get("SGDSK").score(_sgds(points, total=points), variant=variant).total == points
    assert get("SGDSK", 1).score({"total": points}, variant=variant).total == points, "old results are read as before"


def test_sgds_asks_for_what_is_missing_and_refuses_a_total_that_is_not_theirs() -> None:
    with pytest.raises(Incomplete) as refused:
        get("SGDSK").score(_sgds(3) | {"q4": None, "q15": None})
    assert list(refused.value.missing) == ["q4", "q15"]
    with pytest.raises(Incomplete):
        get("SGDSK").score({})
    with pytest.raises(Contradiction, match=r"문항의 합\(6\)과 총점\(7\)이 다릅니다"):
        get("SGDSK").score(_sgds(6, total=7))
    with pytest.raises(NotAStep):
        get("SGDSK").score(_sgds(6, q1=2))
