-- patchbay recordings report: one page of what was exported.

local fs         = require "fs"
local log        = require "log"
local recordings = require "recordings"
local run        = require "run"

local records = require "records"

-- All tasks of the window, by which hours without a recording are told from hours without a contact. Without a window there
-- is none to walk.
local function tasks_of(args)
    if not args.from then return nil end
    return recordings.tasks {
        from = args.from, to = args.to or run.started, channels = { "telephony" }, queues = args.queue, agents = args.agent,
    }
end

return function(args)
    local page = require("report_page")(records.each(args), {
        from = args.from, to = args.to, profile = run.profile, made = run.started, tasks = tasks_of(args),
    })
    fs.write(args.out, page)
    log.info("the page is " .. args.out)
end
