from django.apps import AppConfig


class DischargeConfig(AppConfig):
    name = "discharge"
    verbose_name = "퇴원환자 연계"

    def ready(self) -> None:
        from core import duties, sweeps
        from discharge import access
        from discharge.duties import ALL_KINDS
        from discharge.indicators import definitions
        from discharge.services import (  # noqa: F401  (bind the rules of the moves)
            aftercare,
            agency_referrals,
            assessments,
            cases,
            closing,
            conferences,
            consents,
            contacts,
            corrections,
            deaths,
            decisions,
            destruction,
            linkages,
            papers,
            plans,
            stand_ins,
        )
        from discharge.workflow import PROGRAMME
        from network.access import register_programme
        from network.registry import figures

        figures.register(definitions.FIGURES)
        duties.register(*ALL_KINDS)
        duties.register_root(cases.ROOT, cases.refresh_next_due)
        sweeps.register("discharge.close_windows", aftercare.close_windows)
        sweeps.register("discharge.return_stand_ins", stand_ins.return_due)
        sweeps.register("discharge.end_periods", aftercare.end_periods)
        sweeps.register("discharge.keep_plan_papers", papers.PLANS.keep_due)
        closing.register()
        consents.register()
        linkages.register()
        agency_referrals.register()
        sweeps.register("discharge.destroy_unselected", destruction.destroy_unselected)
        sweeps.register("discharge.destroy_refused", destruction.destroy_refused)
        relations = ("social_worker", "nurse", "attending", "coordinator")
        register_programme(PROGRAMME, {name: access.clients_as(name) for name in relations})
