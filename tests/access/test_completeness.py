"""The tables of the matrix are whole: nothing of the URL configuration escapes, nothing stale stays."""

from __future__ import annotations

from pathlib import Path

from tests.access import enumerator, oracle

PERMISSION_CODE = ("core.access", "core.policy", "discharge.access", "referrals.access", "network.access", "workflow")


def test_every_route_and_method_has_a_kind_of_door() -> None:
    known = oracle.doors()
    missing = [(probe.route, probe.method) for probe in enumerator.probes() if (probe.route, probe.method) not in known]
    assert not missing, f"add to doors.csv: {missing}"


def test_no_door_is_left_over() -> None:
    knocked = {(probe.route, probe.method) for probe in enumerator.probes()}
    assert set(oracle.doors()) - knocked == set()


def test_every_path_can_be_filled() -> None:
    rules, doors = oracle.rules(), oracle.doors()
    for probe in enumerator.probes():
        assert probe.path(dict.fromkeys((*probe.holes, "case", *enumerator.SECRETS.values()), "1")), probe.route
        assert not probe.holes or rules[doors[probe.route, probe.method]].about, f"{probe.route} names a row"


def test_every_rule_is_used_names_its_source_and_a_relation_that_exists() -> None:
    rules = oracle.rules()
    assert set(rules) == set(oracle.doors().values())
    for rule in rules.values():
        assert rule.source, rule.door
        assert not rule.about or rule.about in oracle.RELATIONS, rule.door


def test_exemptions_name_a_route_that_exists_and_a_reason() -> None:
    routes = {name for _, name, _ in enumerator.routes()}
    for exempt, reason in enumerator.EXEMPT.items():
        assert exempt.split()[0] in routes, exempt
        assert len(reason) > 20, exempt


def test_the_oracle_does_not_ask_the_portal() -> None:
    """Two that copied from each other would always agree."""
    text = Path(oracle.__file__).read_text(encoding="utf-8")
    imports = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert not [line for line in imports if any(name in line for name in PERMISSION_CODE)]
    assert all(
        line.split()[1].split(".")[0] not in ("core", "network", "referrals", "discharge", "config") for line in imports
    )
