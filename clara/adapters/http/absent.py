"""Operations that have no route, and why."""

from typing import Any

from clara.application.activity.verify_activity import VerifyActivity
from clara.application.founding.create_public_key import CreatePublicKey
from clara.application.founding.create_token import CreateToken
from clara.application.founding.list_companies import ListCompanies
from clara.application.founding.load_demo import LoadDemo
from clara.application.founding.revoke_credential import RevokeCredential
from clara.application.system.check_invariants import CheckInvariants
from clara.application.use_case import UseCase

HTTP_ABSENT: dict[type[UseCase[Any, Any]], str] = {
    VerifyActivity: "for operators, over all companies; one company's is `verify` of its activity",
    ListCompanies: "for operators, over all companies",
    LoadDemo: "for operators: `clara demo`; its result holds secrets",
    CreateToken: "for operators: `clara token create`; its result is a secret",
    CreatePublicKey: "for operators: `clara token create --kind public`",
    RevokeCredential: "for operators, over all companies: `clara token revoke`",
    CheckInvariants: "for operators, over all companies: `clara doctor --invariants`",
}
