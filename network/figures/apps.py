from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "network.figures"
    verbose_name = "통계·보고"
