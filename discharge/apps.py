from django.apps import AppConfig


class DischargeConfig(AppConfig):
    name = "discharge"
    verbose_name = "퇴원환자 연계"

    def ready(self) -> None:
        from core import duties
        from discharge import access
        from discharge.duties import ALL_KINDS
        from discharge.workflow import PROGRAMME
        from network.access import register_programme

        duties.register(*ALL_KINDS)
        relations = ("social_worker", "nurse", "attending", "coordinator")
        register_programme(PROGRAMME, {name: access.clients_as(name) for name in relations})
