from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "network"
    verbose_name = "협력 네트워크"

    def ready(self) -> None:
        from core import imports, recipients, sweeps, throttle
        from core.surveys import registry as surveys
        from network.actors import find_recipients, find_telephone
        from network.services import consents
        from network.sign_in import sessions, store

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
        recipients.register_telephones(find_telephone)
        sweeps.register("network.expire_consents", consents.expire_due)
        sweeps.register("core.forget_imports", imports.forget_old)
        sweeps.register("core.forget_throttle", throttle.forget)
        sweeps.register("network.forget_sessions", store.forget)
        sessions.connect()
