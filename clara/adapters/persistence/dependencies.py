"""Whether the database is there and has this version's schema."""

from dataclasses import dataclass

from clara.adapters.persistence.migrate import is_workable, revision
from clara.application.system.ports import Dependencies
from clara.domain.errors import ClaraError


@dataclass(frozen=True, slots=True)
class DatabaseDependencies(Dependencies):
    url: str

    async def check(self) -> dict[str, str]:
        try:
            found = await revision(self.url)
        except ClaraError as error:
            return {"database": error.code}
        return {"database": "ok" if is_workable(found) else "schema_out_of_date"}
