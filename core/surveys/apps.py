from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "core.surveys"
    verbose_name = "만족도 조사"
