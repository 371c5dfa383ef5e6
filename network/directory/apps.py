from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "network.directory"
    verbose_name = "자원과 수용"

    def ready(self) -> None:
        from core import duties, sweeps
        from network.directory.duties import KINDS
        from network.directory.services import resources
        from network.directory.services import sweeps as watch
        from network.registry.institutions import institution_events

        duties.register(*KINDS)
        institution_events.register("loaded", resources.add_loaded)
        sweeps.register("directory.watch_unverified", watch.watch_unverified)
        sweeps.register("directory.watch_unanswered", watch.watch_unanswered)
