from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "network.councils"
    verbose_name = "협의체"

    def ready(self) -> None:
        from core import duties, files, sweeps
        from network.councils import calendar, indicators  # noqa: F401  (enters the figures)
        from network.councils.duties import KINDS
        from network.councils.services import (  # noqa: F401  (register what moves do)
            actions,
            approving,
            correcting,
            moves,
            papers,
        )
        from network.councils.services.files import KINDS as FILES
        from network.councils.workflow import PROGRAMME
        from network.registry import calendar as days
        from network.registry import figures

        figures.register(figures.Programme("councils", PROGRAMME, "협의체", "network", trend="N01"))
        duties.register(*KINDS)
        files.register(*FILES)
        days.register("meeting", "회의", calendar.meetings)
        sweeps.register("councils.late_actions", actions.mark_late)
        sweeps.register("councils.keep_reports", papers.REPORTS.keep_due)
        sweeps.register("councils.keep_notices", papers.NOTICES.keep_due)
