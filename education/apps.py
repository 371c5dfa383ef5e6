from django.apps import AppConfig


class EducationConfig(AppConfig):
    name = "education"
    verbose_name = "교육"

    def ready(self) -> None:
        from core import duties, files, sweeps
        from core.surveys import registry as surveys
        from education import access, calendar  # noqa: F401  (binds the machines)
        from education.duties import KINDS
        from education.indicators import charts, definitions, rows, tables
        from education.services import (  # noqa: F401  (register what moves do)
            bookings,
            cancellations,
            certificates,
            completion,
            delivery,
            enrolments,
            lecture_letters,
            materials,
            participant_messages,
            reports,
            requests,
        )
        from education.workflow import PROGRAMME
        from network.registry import calendar as calendar_registry
        from network.registry import figures

        figures.register(
            figures.Programme(
                "education",
                PROGRAMME,
                "교육",
                "education",
                groupings=tables.groupings(),
                shown=definitions.SHOWN,
                trend="E04",
                listings=rows.LISTINGS,
                charts=charts.CHARTS,
                weighs=definitions.seats,
            )
        )
        duties.register(*KINDS)
        calendar_registry.register("lesson", "교육", calendar.lessons)
        surveys.register(surveys.Kind(delivery.OBJECT, "교육", "education", frozenset({"COORDINATOR"}), PROGRAMME))
        sweeps.register("education.close_surveys", delivery.close_surveys)
        sweeps.register("education.close_reported", delivery.close_reported)
        sweeps.register("education.tell_late_answers", bookings.tell_late_answers)
        sweeps.register("education.remind", participant_messages.remind)
        sweeps.register("education.keep_letters", lecture_letters.LETTERS.keep_due)
        files.register(materials.KIND)
