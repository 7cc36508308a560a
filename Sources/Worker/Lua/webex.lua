-- The rest of Webex: people, licences, groups, and what else its admin API has.

local _, import = ...

return import "service"("webex", {})
