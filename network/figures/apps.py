from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "network.figures"
    verbose_name = "통계·보고"

    def ready(self) -> None:
        from core import sweeps
        from network.figures.services import kept, prepared

        sweeps.register("figures.want_again", kept.want_again)
        sweeps.register("figures.prepare", prepared.prepare)
