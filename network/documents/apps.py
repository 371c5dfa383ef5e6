from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "network.documents"
    verbose_name = "결재 문서"

    def ready(self) -> None:
        from core import duties, sweeps
        from network.documents.duties import KINDS
        from network.documents.services import issuing, papers  # noqa: F401  (register what moves do)

        duties.register(*KINDS)
        sweeps.register("documents.keep", papers.KEPT.keep_due)
