"""The surveys that the matrix knocks at."""

from __future__ import annotations

from core.surveys.services import rounds
from network.models import Institution
from tests import make
from tests.access.oracle import OwnFacts, SurveyFacts
from tests.access.stands import MISSING_UUID, Stand


def stands(host: Institution, other: Institution) -> dict[str, list[Stand]]:
    """A round of the host's about its agencies, one of another hospital's; keys that open one and that open none."""
    own, foreign, over = make.survey(host), make.survey(other), make.survey(host, is_over=True)
    return {
        "survey": [
            Stand("the host's", {"survey": own.pk}, SurveyFacts("host", "NETWORK")),
            Stand("the host's, over", {"survey": over.pk}, SurveyFacts("host", "NETWORK")),
            Stand("another hospital's", {"survey": foreign.pk}, SurveyFacts("other", "NETWORK")),
            Stand("missing", {"survey": MISSING_UUID}, None),
        ],
        "survey_key": [
            Stand("open", {"survey_key": rounds.key_of(own)}, OwnFacts()),
            Stand("over", {"survey_key": rounds.key_of(over)}, None),
            Stand("missing", {"survey_key": "x" * 64}, None),
        ],
    }
