"""What the administrator did before the fuzzing begins, in requests to the server: things that only
it can make, such as charges of today, answered questions and exported files."""

import itertools
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from tests.fuzz.parts import Cast, Part

PATIENCE = 60
SOME = 20
"""Of what can be done once only. A company may have no more webhooks."""
_RECEIPTS = 8
"""Of what one card transaction may have ten of."""
_MERCHANTS = itertools.cycle(("UBER TRIP", "AEROMEXICO", "OXXO CENTRO"))


def ask_earlier(base: str, cast: Cast) -> dict[str, list[Part]]:
    """Requests about what has come of it, by operation."""
    headers = {"authorization": cast.default["user_token"]}
    with httpx.Client(base_url=f"{base}/api/v1", headers=headers, timeout=PATIENCE) as client:
        administrator = _Administrator(client, cast)
        return {
            **administrator.charges(),
            **administrator.webhooks(),
            **administrator.receipts(),
            **administrator.tasks(),
            **administrator.imports(),
        }


@dataclass(frozen=True)
class _Administrator:
    client: httpx.Client
    cast: Cast

    @property
    def here(self) -> dict[str, str]:
        return {"company_id": self.cast.known["company_id"][0]}

    @property
    def me(self) -> dict[str, str]:
        return {"user_id": self.cast.known["user_id"][0]}

    def charges(self) -> dict[str, list[Part]]:
        viewed = {**self.here, "authorization_id": next(self._held())}
        parts = {"authorization.view": [Part(path=viewed)]}
        for name in ("increment", "reverse", "expire", "capture"):
            parts[f"simulate.{name}"] = self._about(self._held())
        for name in ("refund", "dispute"):
            parts[f"simulate.{name}"] = self._about(self._posted())
        return parts

    def _about(self, authorizations: Iterator[str]) -> list[Part]:
        some = itertools.islice(authorizations, SOME)
        return [Part(path=self.here, body={"authorization_id": one}) for one in some]

    def _held(self) -> Iterator[str]:
        """Charges whose money is held."""
        [charge] = self.cast.parts["simulate.authorization"]
        while True:
            asked = {**charge.body, "amount": 20_000, "merchant": next(_MERCHANTS), "mcc": 4121}
            made = self._simulated("authorizations", asked)
            assert made["approved"], made
            yield made["authorization"]["id"]

    def _posted(self) -> Iterator[str]:
        """Charges that were captured."""
        for one in self._held():
            self._simulated("capture", {"authorization_id": one})
            yield one

    def _simulated(self, what: str, asked: dict[str, Any]) -> Any:
        return self._done("POST", f"{_company(self.here)}/simulate/{what}", json=asked)

    def webhooks(self) -> dict[str, list[Part]]:
        """One that stays, with a delivery, and in the other company such as may be deleted."""
        [there] = [one.path for one in self.cast.parts["simulate.reset"]]
        kept = {**self.here, "webhook_id": self._webhook(self.here)}
        path = f"{_company(self.here)}/webhooks/{kept['webhook_id']}/test"
        sent = {"delivery_id": self._done("POST", path, json={})["id"]}
        others = ("update", "renew_secret", "send_test", "deliveries")
        return {
            "webhook.delete": [
                Part(path={**there, "webhook_id": self._webhook(there)}) for _ in range(SOME)
            ],
            "webhook.replay": [Part(path=kept, body=sent)],
            **{f"webhook.{name}": [Part(path=kept)] for name in others},
        }

    def _webhook(self, of: dict[str, str]) -> str:
        asked = {"url": "https://erp.example.com/clara"}
        made: str = self._done("POST", f"{_company(of)}/webhooks", json=asked)["id"]
        return made

    def receipts(self) -> dict[str, list[Part]]:
        """One that stays, of the first card transaction, and of the second such as may be deleted."""
        kept, passing, *_ = self.cast.known["transaction_id"]
        return {
            "receipt.download": [self._receipt(kept, 0)],
            "receipt.delete": [self._receipt(passing, number) for number in range(_RECEIPTS)],
        }

    def _receipt(self, transaction_id: str, number: int) -> Part:
        content = f"Date,Merchant,Amount\n2026-11-02,UBER,{number}.50\n".encode()
        path = {**self.here, "transaction_id": transaction_id}
        made = self._done(
            "POST",
            f"{_company(path)}/card_transactions/{transaction_id}/receipts",
            files={"file": ("receipt.csv", content)},
        )
        return Part(path={**path, "receipt_id": made["id"]})

    def tasks(self) -> dict[str, list[Part]]:
        """An answer with a chart, and an export."""
        path, company_id = f"/users/{self.me['user_id']}/agent/analysis", self.here["company_id"]
        asked = {"prompt": (None, "top 5 merchants this month"), "company_id": (None, company_id)}
        answered = self._ended(self._done("POST", path, files=asked))
        assert answered["result"]["chart"], answered
        export = f"{_company(self.here)}/card_transactions/export"
        exported = self._ended(self._done("GET", export, headers={"prefer": "respond-async"}))
        charted = Part(path={**self.me, "task_id": answered["id"]})
        asking = {"company_id": company_id, "prompt": "how much did we spend this month?"}
        return {
            "agent.analysis": [Part(path=self.me, body=asking)],
            "agent.chart": [charted],
            "agent.chart.png": [charted],
            "task.download": [Part(path={**self.me, "task_id": exported["id"]})],
        }

    def imports(self) -> dict[str, list[Part]]:
        """A statement that was taken in."""
        content = b"Fecha,Comercio,Cargo,Tarjeta\n2026-11-02,UBER,10.50,4417\n"
        path = f"{_company(self.here)}/card_transactions/imports"
        made = self._done("POST", path, files={"file": ("statement.csv", content)})
        return {"card.import_view": [Part(path={**self.here, "import_id": made["id"]})]}

    def _ended(self, task: Any) -> Any:
        """The task once it has succeeded."""
        until = time.monotonic() + PATIENCE
        while task["status"] in ("queued", "running") and time.monotonic() < until:
            time.sleep(0.1)
            task = self._done("GET", f"/users/{self.me['user_id']}/tasks/{task['id']}")
        assert task["status"] == "succeeded", task
        return task

    def _done(self, method: str, path: str, **asked: Any) -> Any:
        response = self.client.request(method, path, **asked)
        assert response.is_success, response.text
        return response.json()["data"]


def _company(of: dict[str, str]) -> str:
    return f"/companies/{of['company_id']}"
