"""Gemini CLI, set up as docs/clients/gemini-cli.md says."""

import json

import assistant
from generate_content import GenerateContentApi
from scripted_model import ScriptedModel

SETTINGS = assistant.HOME / ".gemini" / "settings.json"
PROJECT = assistant.WORK / ".gemini" / "settings.json"
# It signs in to its model with a key, and sends no figures to its maker.
OWN = {
    "security": {"auth": {"selectedType": "gemini-api-key"}},
    "privacy": {"usageStatisticsEnabled": False},
    "general": {"enableAutoUpdate": False, "enableAutoUpdateNotification": False},
}


def main() -> None:
    PROJECT.parent.mkdir(parents=True)
    PROJECT.write_text(json.dumps(OWN), "utf-8")
    model = ScriptedModel(GenerateContentApi())
    with model.serving() as address:
        known = assistant.environment(
            GEMINI_API_KEY="scripted",
            GOOGLE_GEMINI_BASE_URL=address,
            GEMINI_CLI_TRUST_WORKSPACE="true",
        )
        assistant.paste("gemini-cli.md", {"json": SETTINGS}, known)
        assert "Connected" in assistant.output(["gemini", "mcp", "list"], known)
        asking = ["gemini", "-m", "scripted", "--approval-mode", "yolo", "-p", assistant.PROMPT]
        shown = assistant.output(asking, known)
    assistant.report("@google/gemini-cli", model, shown)


if __name__ == "__main__":
    main()
