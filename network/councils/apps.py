from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "network.councils"
    verbose_name = "협의체"

    def ready(self) -> None:
        from core import duties, files, sweeps
        from network.councils import calendar, indicators
        from network.councils.duties import KINDS
        from network.councils.services import (  # noqa: F401  (register what moves do)
            actions,
            moves,
            papers,
            recalls,
            reports,
        )
        from network.councils.services.files import KINDS as FILES
        from network.councils.workflow import PROGRAMME
        from network.registry import calendar as days
        from network.registry import figures

        figures.register(
            figures.Programme(
                "councils",
                PROGRAMME,
                "협의체",
                "network",
                groupings=(indicators.BY_COUNCIL,),
                trend="N01",
                listings=indicators.LISTINGS,
            )
        )
        duties.register(*KINDS)
        files.register(*FILES)
        days.register("meeting", "회의", calendar.meetings)
        sweeps.register("councils.late_actions", actions.mark_late)
        sweeps.register("councils.keep_notices", papers.NOTICES.keep_due)
        sweeps.register("councils.keep_recalls", recalls.RECALLS.keep_due)
