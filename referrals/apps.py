from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "referrals"
    verbose_name = "의뢰·회신"

    def ready(self) -> None:
        from core import duties, sweeps
        from network.registry import calendar as calendar_registry
        from network.registry import figures
        from network.registry.clients import client_events, consent_events
        from referrals import calendar, indicators
        from referrals.duties import agency_referrals as agency_duties
        from referrals.duties.linkages import KINDS
        from referrals.services import agency_referrals as agency
        from referrals.services.linkages import ending, moves, sweeping  # noqa: F401  (registers what the moves do)

        figures.register(indicators.FIGURES)
        calendar_registry.register("visit", "방문·상담", calendar.visits)
        agency.register()
        duties.register(*KINDS, *agency_duties.KINDS)
        sweeps.register("referrals.move_on", sweeping.move_on)
        sweeps.register("referrals.watch_late", sweeping.watch_late)
        consent_events.register("withdrawn", ending.on_withdrawal)
        client_events.register("death", ending.on_death)
        client_events.register("alive", ending.on_life)
        client_events.register("destroy", ending.on_destroy)
