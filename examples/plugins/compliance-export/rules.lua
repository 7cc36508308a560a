-- The rules of a compliance export: what is sensitive stays where it is, files lie by the year in which their time is over,
-- and nothing beside them says who called.
--
--   patchbay recordings try-rules --rules examples/plugins/compliance-export/rules.lua --from yesterday
--   patchbay recordings export    --rules examples/plugins/compliance-export/rules.lua --since-last

local compliance = require("compliance")   -- beside this file
local time = require "time"

local rules = {}

function rules.keep(_, capture)
    if capture.sensitive then return false, "marked sensitive" end
    return true
end

-- A year is a folder of its own, so that what is over can be taken away as a whole.
function rules.path(task, capture)
    return {
        "until " .. time.format(compliance.delete_by(capture), "%Y"),
        time.format(capture.started, "%Y-%m-%d"),
        task.id .. " " .. capture.id .. capture.extension,
    }
end

function rules.metadata(task, capture)
    return compliance.redacted(task, capture)
end

return rules
