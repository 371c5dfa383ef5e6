"""The verbs of agencies' referrals, by matter: `drafting`, `steps` (the moves), `replies`, `ending` (withdrawal,
death, destruction), `opening` (a case of another programme), `onward` (what a second agency answered)."""


def register() -> None:
    """Enter what the moves do, what time brings about, and what a death or a destruction does; called from `ready`."""
    from core import sweeps
    from network.registry.clients import client_events
    from referrals.services.agency_referrals import ending, moves, onward, sweeping  # noqa: F401  (bind the rules of the moves)

    sweeps.register("referrals.agency_move_on", sweeping.move_on)
    sweeps.register("referrals.agency_watch_silent", sweeping.watch_silent)
    sweeps.register("referrals.agency_tell_late", sweeping.tell_late)
    client_events.register("death", ending.on_death)
    client_events.register("alive", ending.on_life)
    client_events.register("destroy", ending.on_destroy)
