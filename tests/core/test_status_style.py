"""Every stored state has a word, a kind and an icon; an ordinary refusal is never red."""

from pathlib import Path

import pytest

from core import states
from core.status_style import ICONS, TONE, tone

SPRITE = Path(__file__).resolve().parents[2] / "static" / "icons.svg"
ALL_STATES = [(machine, state) for machine in states.machines() for state in states.states(machine)]


def test_the_table_has_exactly_the_states_of_the_data() -> None:
    assert {machine: set(kinds) for machine, kinds in TONE.items()} == {
        machine: set(states.states(machine)) for machine in states.machines()
    }


@pytest.mark.parametrize(("machine", "state"), ALL_STATES)
def test_every_state_has_a_label_and_an_icon_of_the_sprite(machine: str, state: str) -> None:
    assert states.label(machine, state)
    assert f'id="i-{ICONS[tone(machine, state)]}"' in SPRITE.read_text(encoding="utf-8")


@pytest.mark.parametrize("state", ["DECLINED", "REFUSED", "CONSENT_REFUSED", "WITHDRAWN", "REJECTED", "INELIGIBLE"])
def test_a_refusal_is_grey(state: str) -> None:
    kinds = {kinds[state] for machine, kinds in TONE.items() if state in kinds and machine != "MH_CASE"}
    assert kinds == {"no"}


def test_what_waits_for_the_sender_is_new_to_the_receiver() -> None:
    assert tone("LINKAGE", "SENT", "sender") == "wait"
    assert tone("LINKAGE", "SENT", "receiver") == "new"


def test_a_request_for_more_comes_back_to_the_sender_and_waits_at_the_receiver() -> None:
    assert tone("LINKAGE", "RETURNED", "sender") == "back"
    assert tone("LINKAGE", "RETURNED", "receiver") == "wait"
    assert tone("LINKAGE", "CANCEL_REQUESTED", "receiver") == "back"


def test_an_unknown_state_is_a_fault_of_ours() -> None:
    with pytest.raises(KeyError):
        tone("LINKAGE", "NOWHERE")
    with pytest.raises(KeyError):
        states.label("LINKAGE", "NOWHERE")
