from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "협력 네트워크"

    def ready(self) -> None:
        from core import duties, imports, people, sweeps, throttle
        from network import access, sessions  # noqa: F401  (binds the consent machine; records sign-ins)
        from network.duties import KINDS
        from network.people import find_recipients
        from network.services import consents, resource_sweeps

        duties.register(*KINDS)
        people.register_finder(find_recipients)
        sweeps.register("network.expire_consents", consents.expire_due)
        sweeps.register("core.forget_imports", imports.forget_old)
        sweeps.register("core.forget_throttle", throttle.forget)
        sweeps.register("network.watch_unverified", resource_sweeps.watch_unverified)
        sweeps.register("network.watch_unanswered", resource_sweeps.watch_unanswered)
        sessions.connect()
