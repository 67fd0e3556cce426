"""Gemini CLI, set up as docs/clients/gemini-cli.md says."""

import json

import assistant
from generate_content import GenerateContentApi
from scripted_model import ScriptedModel

SETTINGS = assistant.HOME / ".gemini" / "settings.json"
# Signing in to its models with a key, and no figures to its maker.
OWN = {
    "security": {"auth": {"selectedType": "gemini-api-key"}},
    "privacy": {"usageStatisticsEnabled": False},
    "general": {"enableAutoUpdate": False, "enableAutoUpdateNotification": False},
}


def main() -> None:
    model = ScriptedModel(GenerateContentApi())
    with model.serving() as address:
        known = assistant.environment(
            GEMINI_API_KEY="scripted",
            GOOGLE_GEMINI_BASE_URL=address,
            GEMINI_CLI_TRUST_WORKSPACE="true",
        )
        assistant.paste("gemini-cli.md", {"json": SETTINGS}, known)
        pasted = json.loads(SETTINGS.read_text("utf-8"))
        SETTINGS.write_text(json.dumps(pasted | OWN), "utf-8")
        assert "Connected" in assistant.output(["gemini", "mcp", "list"], known)
        asking = ["gemini", "-m", "scripted", "--approval-mode", "yolo", "-p", assistant.PROMPT]
        shown = assistant.output(asking, known)
    assistant.report("@google/gemini-cli", model, shown)


if __name__ == "__main__":
    main()
