"""A request for a page of somebody who has signed in."""

from collections.abc import Sequence

from clara.adapters.web.console.forms import NOTHING, Fields
from clara.adapters.web.console.place import Place
from clara.adapters.web.console.proof import proof_of
from clara.adapters.web.console.session import COMPANY, kept
from clara.adapters.web.console.visit import Visit
from clara.adapters.web.request import WebRequest
from clara.application.accounts.profile import Profile
from clara.domain.accounts.language import Language
from clara.domain.accounts.user import User
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor, Seat

COMPANY_FIELD = "company_id"


class Console(Visit):
    """`company` is the one that pages are about, of `seats`, those the person belongs to: chosen by
    the form that was sent, else in the menu, else the first. None for who belongs to none."""

    user: User
    is_bare = False

    def __init__(
        self,
        request: WebRequest,
        language: Language,
        given: Fields = NOTHING,
        *,
        token: str,
        profile: Profile,
        actor: Actor,
    ) -> None:
        super().__init__(request, language, given)
        self.token = token
        self.actor = actor
        self.user = profile.user
        self.theme = "dark" if profile.user.is_dark_mode else "light"
        self.seats = actor.seats
        self.company = self._chosen()
        self.proof = proof_of(request, token)

    @property
    def role(self) -> Role | None:
        return self.company.role if self.company else None

    @property
    def places(self) -> Sequence[Place]:
        """What the navigation shows to this person."""
        return [place for place in self.site.places if place.is_for(self.role)]

    def _chosen(self) -> Seat | None:
        # What a form says goes first: another tab may have chosen another company meanwhile.
        for wanted in (self.given.get(COMPANY_FIELD), kept(self.request, COMPANY)):
            for seat in self.seats:
                if seat.company_id == wanted:
                    return seat
        return self.seats[0] if self.seats else None
