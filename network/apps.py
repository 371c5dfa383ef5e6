from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "협력 네트워크"

    def ready(self) -> None:
        from core import duties, files, imports, recipients, sweeps, throttle
        from core.surveys import kinds as surveys
        from network import (  # noqa: F401  (binds the machines; registers figures; records sign-ins)
            access,
            calendars,
            council_access,
            council_calendar,
            council_files,
            council_indicators,
            sessions,
        )
        from network.actors import find_recipients
        from network.council_duties import KINDS as COUNCIL_KINDS
        from network.duties import KINDS
        from network.services import consents, resource_sweeps
        from network.services.councils import actions, approving, moves, papers  # noqa: F401  (register what moves do)

        duties.register(*KINDS)
        surveys.register(
            surveys.Kind(
                "institution",
                "협력 기관",
                "partner",
                frozenset({"COORDINATOR"}),
                "NETWORK",
                by_hand=lambda actor: str(actor.institution_id),
            )
        )
        recipients.register_finder(find_recipients)
        sweeps.register("network.expire_consents", consents.expire_due)
        sweeps.register("core.forget_imports", imports.forget_old)
        sweeps.register("core.forget_throttle", throttle.forget)
        sweeps.register("network.watch_unverified", resource_sweeps.watch_unverified)
        sweeps.register("network.watch_unanswered", resource_sweeps.watch_unanswered)
        duties.register(*COUNCIL_KINDS)
        files.register(*council_files.KINDS)
        calendars.register("meeting", "회의", council_calendar.meetings)
        sweeps.register("network.late_actions", actions.mark_late)
        sweeps.register("network.keep_reports", papers.keep_due)
        sessions.connect()
