from dataclasses import dataclass

from clara.application.activity.ports import Activity
from clara.application.ports import Clock, Cursors
from clara.application.use_case import Effect, UseCase
from clara.domain.audit.listing import ActivityList, ActivityQuery, ActivityWalk
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.credentials.visibility import viewpoint
from clara.domain.period import local_day


class ViewActivityCommand(ActivityQuery, frozen=True, kw_only=True):
    pass


@dataclass(frozen=True, slots=True)
class ViewActivity(UseCase[ViewActivityCommand, ActivityList]):
    """View the company's activity log, newest first: who did what, when, to what, through which
    door and with which outcome. With `verify`, the whole hash chain is checked as well.

    Errors, first that holds: invalid_cursor, cursor_mismatch, unknown_outcome, unknown_door,
    invalid_period.
    """

    name = "activity.view"
    tool = "view_activity"
    title = "View activity"
    action = "activity.viewed"
    effect = Effect.READ
    scope = Scope.ACTIVITY_READ
    roles = STAFF
    command = ViewActivityCommand
    result = ActivityList

    activity: Activity
    cursors: Cursors
    clock: Clock

    async def __call__(self, actor: Actor, command: ViewActivityCommand) -> ActivityList:
        now = self.clock.now()
        if command.cursor is None:
            walk = ActivityWalk.begin(command, actor, local_day(now, actor.company.time_zone))
        else:
            walk = self.cursors.open(command.cursor, ActivityWalk).resumed(
                command, viewpoint(actor)
            )
        page = await self.activity.page(actor, walk, command.limit)
        onward = walk.onward(page.entries[-1], page.matched) if page.has_more else None
        return ActivityList(
            items=page.entries,
            next_cursor=self.cursors.seal(onward) if onward else None,
            count=page.matched,
            as_of=now,
            check=await self.activity.verify(actor) if command.verify else None,
        )
