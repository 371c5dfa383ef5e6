from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "network.councils"
    verbose_name = "협의체"

    def ready(self) -> None:
        from core import duties, files, sweeps
        from network.councils import calendar, indicators  # noqa: F401  (registers the figures)
        from network.councils.duties import KINDS
        from network.councils.services import (  # noqa: F401  (register what moves do)
            actions,
            approving,
            correcting,
            moves,
            papers,
        )
        from network.councils.services.files import KINDS as FILES
        from network.registry import calendar as days

        duties.register(*KINDS)
        files.register(*FILES)
        days.register("meeting", "회의", calendar.meetings)
        sweeps.register("councils.late_actions", actions.mark_late)
        sweeps.register("councils.keep_reports", papers.REPORTS.keep_due)
        sweeps.register("councils.keep_notices", papers.NOTICES.keep_due)
