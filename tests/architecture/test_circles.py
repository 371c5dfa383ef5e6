"""No file needs a file that needs it: neither at start, nor inside a function, nor for its types only."""

from __future__ import annotations

from tests.architecture.imports import circles, defining, import_graph
from tests.architecture.sources import APPS


def test_no_files_stand_in_a_circle() -> None:
    assert circles(import_graph()) == []


def test_the_graph_sees_the_whole_house() -> None:
    graph = import_graph()
    assert {name.split("/")[0] for name in graph} >= set(APPS)
    assert sum(map(len, graph.values())) > 2000


def test_a_name_is_followed_to_the_file_that_defines_it() -> None:
    assert defining("network.models", "Client") == "network.models.clients"
    assert defining("network.models", "clients") == "network.models.clients"
    assert defining("django.db", "models") is None


def test_a_circle_is_found_also_through_a_third_file() -> None:
    line = {"a": frozenset({"b"}), "b": frozenset({"c"}), "c": frozenset[str]()}
    assert circles(line) == []
    assert circles({**line, "c": frozenset({"a"})}) == [["a", "b", "c"]]
