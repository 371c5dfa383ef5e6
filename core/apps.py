from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "공통 기반"

    def ready(self) -> None:
        from core import checks  # noqa: F401  (registers the route check)
