"""How a language model fails."""

from clara.domain.analysis.notice import NoticeCode


class ModelFailed(Exception):
    """The model has no part in this answer; `code` says why. Nothing of what it was sent or said is
    in here."""

    def __init__(self, code: NoticeCode) -> None:
        super().__init__(code.value)
        self.code = code


class Unusable(Exception):
    """What a model said cannot be used. The sentence is for the model, which may try again."""
