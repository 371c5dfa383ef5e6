"""What upper apps do when an institution comes in with the reference data."""

from __future__ import annotations

from network.registry.clients import Events

# loaded(institution, facts): `facts` is the institution's entry in the file it came from
institution_events = Events("loaded")
