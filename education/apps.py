from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "education"
    verbose_name = "교육"

    def ready(self) -> None:
        from core import duties, files, sweeps
        from core.surveys import registry as surveys
        from education import access, calendar, indicators, materials  # noqa: F401  (binds the machines; enters the figures)
        from education.duties import KINDS
        from education.services import bookings, deciding, ending, enrolling, requesting, running, telling  # noqa: F401  (register what moves do)
        from education.workflow import PROGRAMME
        from network.registry import calendar as calendar_registry

        duties.register(*KINDS)
        calendar_registry.register("lesson", "교육", calendar.lessons)
        surveys.register(surveys.Kind(running.OBJECT, "교육", "education", frozenset({"COORDINATOR"}), PROGRAMME))
        sweeps.register("education.close_surveys", running.close_surveys)
        sweeps.register("education.close_reported", running.close_reported)
        sweeps.register("education.tell_late_answers", bookings.tell_late_answers)
        sweeps.register("education.remind", telling.remind)
        files.register(materials.KIND)
