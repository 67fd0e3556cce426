"""Codex, set up as docs/clients/codex.md says."""

import assistant
from responses_api import ResponsesApi
from scripted_model import ScriptedModel

CONFIG = assistant.HOME / ".codex" / "config.toml"
# A folder that is no repository, no session to keep.
EXEC = ["codex", "exec", "--skip-git-repo-check", "--ephemeral"]


def main() -> None:
    known = assistant.environment()
    model = ScriptedModel(ResponsesApi())
    with model.serving() as address:
        assistant.paste("codex.md", {"toml": CONFIG}, known)
        assert "clara" in assistant.output(["codex", "mcp", "list"], known)
        shown = assistant.output([*EXEC, *_options(address), assistant.PROMPT], known)
    assistant.report("@openai/codex", model, shown)


def _options(address: str) -> list[str]:
    """A model at `address`; no news, no figures to its maker."""
    provider = f'{{name = "Scripted", base_url = "{address}/v1", wire_api = "responses"}}'
    settings = (
        'model = "scripted"',
        'model_provider = "scripted"',
        f"model_providers.scripted = {provider}",
        "check_for_update_on_startup = false",
        "analytics.enabled = false",
    )
    return [word for setting in settings for word in ("-c", setting.replace(" = ", "=", 1))]


if __name__ == "__main__":
    main()
