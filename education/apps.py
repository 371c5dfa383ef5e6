from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "education"
    verbose_name = "교육"

    def ready(self) -> None:
        from core import duties
        from education import access  # noqa: F401  (binds the machines)
        from education.duties import KINDS

        duties.register(*KINDS)
