"""Two versions of a text are shown with what differs between them."""

from hypothesis import given
from hypothesis import strategies as st

from core.diff import Piece, side_by_side, word_diff


def test_a_changed_word_is_named_and_the_rest_stays() -> None:
    assert word_diff("주 3회 방문 간호를 합니다.", "주 2회 방문 간호를 합니다.") == [
        Piece("equal", "주 "),
        Piece("delete", "3회"),
        Piece("insert", "2회"),
        Piece("equal", " 방문 간호를 합니다."),
    ]


def test_line_ends_of_a_browser_are_no_change() -> None:
    assert word_diff("가\n나", "가\r\n나") == [Piece("equal", "가\n나")]


def test_each_column_shows_its_own_text() -> None:
    old, new = side_by_side("식사 보조", "식사 보조 필요")
    assert "".join(piece.text for piece in old) == "식사 보조"
    assert "".join(piece.text for piece in new) == "식사 보조 필요"
    assert new[-1] == Piece("insert", " 필요")


def test_nothing_against_something() -> None:
    assert word_diff("", "") == []
    assert word_diff("", "새 글") == [Piece("insert", "새 글")]
    assert word_diff("옛 글", "") == [Piece("delete", "옛 글")]


korean = st.text(alphabet="가나다 \n.,1a·", max_size=40)


@given(korean, korean)
def test_no_letter_is_lost(old: str, new: str) -> None:
    pieces = word_diff(old, new)
    assert "".join(piece.text for piece in pieces if piece.op != "insert") == old
    assert "".join(piece.text for piece in pieces if piece.op != "delete") == new


def test_a_word_that_occurs_often_in_a_long_text_still_counts_as_equal() -> None:
    text = "확인 " * 300
    assert word_diff(text, "처음 " + text) == [Piece("insert", "처음 "), Piece("equal", text)]
