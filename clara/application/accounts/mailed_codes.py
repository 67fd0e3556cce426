"""One-time codes by mail: sent, and checked within their budgets."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from clara.application.accounts.ports import Budgets, OneTimeCodes, Randomness
from clara.application.ports import Ids, Mail, Vault
from clara.domain.accounts.one_time_code import (
    BUDGET_OF,
    DIGITS,
    LIVES,
    CodePurpose,
    OneTimeCode,
    as_typed,
    is_digits,
)
from clara.domain.accounts.user import User
from clara.domain.errors import Unauthenticated
from clara.domain.mail.letter import CodeLetter, Letter, LetterContent


def wrong_code() -> Unauthenticated:
    """One error for whatever is wrong with a code: nobody learns how near a guess was."""
    return Unauthenticated("unauthenticated")


@dataclass(frozen=True, slots=True)
class MailedCodes:
    codes: OneTimeCodes
    budgets: Budgets
    vault: Vault
    randomness: Randomness
    mail: Mail
    ids: Ids

    async def send(self, user: User, purpose: CodePurpose, now: datetime) -> None:
        """Within the operation's transaction. Asked again within a minute, nothing more is sent:
        the code on its way stays the one."""
        live = await self.codes.live(user.id, purpose, now)
        if live is not None and live.is_fresh(now):
            return
        code, link_code = self.randomness.digits(DIGITS), self.randomness.link_code()
        await self.codes.put(
            OneTimeCode(
                user_id=user.id,
                purpose=purpose,
                code_digest=self._digest(user, purpose, code),
                link_digest=self._digest(user, purpose, link_code),
                created_at=now,
                expires_at=now + LIVES,
            )
        )
        content = CodeLetter(
            purpose=purpose,
            code=code,
            link_code=link_code,
            minutes=int(LIVES.total_seconds()) // 60,
        )
        await self.mail.post(letter_to(user, content, self.ids))

    async def check(self, user: User, purpose: CodePurpose, code: str, now: datetime) -> None:
        """Use a code up, before the operation's transaction begins. Raises `unauthenticated`, and
        `too_many_attempts` when the day's guesses at digits are used up."""
        typed = as_typed(code)
        digest = self._digest(user, purpose, typed)
        if not is_digits(typed):
            live = await self.codes.live(user.id, purpose, now)
            if live is None or not hmac.compare_digest(live.link_digest, digest):
                raise wrong_code()
            if not await self.codes.spend(live):
                raise wrong_code()
            return
        budget = BUDGET_OF[purpose]
        if not await self.budgets.take(budget, user.id, now):
            raise Unauthenticated(
                "too_many_attempts", remedy="Use the long code or the link in the mail."
            )
        live = await self.codes.attempt(user.id, purpose, now)
        if live is None or not hmac.compare_digest(live.code_digest, digest):
            raise wrong_code()
        if not await self.codes.spend(live):
            raise wrong_code()
        await self.budgets.give_back(budget, user.id)

    def _digest(self, user: User, purpose: CodePurpose, code: str) -> bytes:
        return self.vault.digest(f"{user.id} {purpose.value} {code}", "one-time code")


def letter_to(user: User, content: LetterContent, ids: Ids) -> Letter:
    """A letter to a user, in their language."""
    return Letter(
        id=ids.new("letter"),
        to=user.email,
        name=user.name,
        language=user.language,
        content=content,
    )
