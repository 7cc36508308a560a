"""Mistakes to be found in the examples."""

from typing import NamedTuple


class Mistake(NamedTuple):
    script: str
    right: str
    wrong: str
    # Whether only who knows types can see it.
    needs_types: bool


PLANTED = (
    Mistake("onboard-agents.lua", "cc.user.patch(", "cc.user.pach(", False),
    Mistake("nightly-audit.lua", "cc.holiday_list.get(", "cc.holidays.get(", False),
    Mistake("nightly-audit.lua", "async.all(", "async.both(", False),
    Mistake("nightly-audit.lua", "user.teamIds or", "user.teamsIds or", True),
    Mistake("nightly-audit.lua", "#teams == 0", "#teems == 0", False),
    Mistake("nightly-audit.lua", "get(hours.holidaysId)", "get(17)", True),
)
