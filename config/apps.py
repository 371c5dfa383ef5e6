from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The composition root; also carries the commands that need every app (demo data, the bench)."""

    name = "config"
    verbose_name = "이음"

    def ready(self) -> None:
        from config import figures, numbers
        from core.figures import register
        from network.registry.clients import register_number

        register(figures.cases)
        register(figures.received)
        register_number(numbers.client_of)
