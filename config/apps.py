from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The composition root; also carries the commands that need every app (demo data, the bench)."""

    name = "config"
    verbose_name = "이음"
