from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "공통 기반"

    def ready(self) -> None:
        from core import checks, contacts, delivery, drafts, duties, sweeps, untold  # noqa: F401  (checks registers its check)

        autodiscover_modules("workflow", "access")  # every machine is bound to its access mapping in every process

        duties.register(untold.CHECK_MESSAGE)
        sweeps.register("core.escalate_late", duties.escalate_late)
        sweeps.register("core.resolve_stranded", delivery.resolve_stranded)
        sweeps.register("core.drop_moot", untold.drop_moot)
        sweeps.register("core.forget_drafts", drafts.forget_old)
        sweeps.register("core.forget_contacts", contacts.forget)
