"""From the settings to the analyst: rules alone, or with a language model."""

from pathlib import Path
from typing import TYPE_CHECKING

from clara.adapters.analyst.llm.analyst import ModelAnalyst
from clara.adapters.analyst.llm.choice import Choice
from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.adapters.analyst.rules.lexicon import load
from clara.application.analysis.ports import Analyst

if TYPE_CHECKING:
    from clara.adapters.analyst.llm.models import Models


def analyst_with(choice: Choice, lexicon: Path | None) -> Analyst:
    """Connects to nothing, and imports what speaks with models once one is asked. Raises
    `invalid_lexicon`."""

    def models() -> "Models":
        from clara.adapters.analyst.llm.models import models_of  # noqa: PLC0415 - a second

        return models_of(choice)

    return ModelAnalyst(RulesAnalyst(lexicon), load(lexicon), models, choice.engine)
