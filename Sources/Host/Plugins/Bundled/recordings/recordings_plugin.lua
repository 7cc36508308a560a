-- Recordings: exported, looked after, and accounted for.
--
--   patchbay recordings export --from yesterday
--   patchbay recordings --help

local options = require "options"

-- The code of a command is loaded when it is run: the manifest needs none of it.
local function command(file)
    return function(args, settings) return require(file)(args, settings) end
end

return {
    name        = "recordings",
    version     = "1.0.0",
    needs       = "1.0.0",
    summary     = "Exports recordings, by rules of yours, and keeps account of them.",
    permissions = { net = { "*" }, operations = { "task.list", "capture.query", "queue.list", "team.list", "user.list" } },
    settings    = options.bucket,
    modules     = { exporting = "exporting.lua" },
    commands    = {
        export = {
            about = "Saves the recordings of a window of time. What was saved before is not asked for again.",
            args  = options.of("window", "filters", "kinds", "names", "places", "bucket", "work"),
            run   = command "export",
        },
        ["try-rules"] = {
            about = "Shows what an export would keep and under which name, and downloads nothing.",
            args  = options.of("window", "filters", "kinds", "names", "shown"),
            run   = command "try_rules",
        },
        verify = {
            about = "Reads what was exported again, and tells what is missing or is not what was saved.",
            args  = options.of("records", "repair", "bucket"),
            run   = command "verify",
        },
        list = {
            about = "Lists what the ledger knows: exported, skipped by a rule, failed.",
            args  = options.of("records", "state", "shown"),
            run   = command "list",
        },
        retry = {
            about = "Tries again what failed, or the recordings that are named.",
            args  = options.of("ids", "kinds", "names", "places", "bucket", "work"),
            run   = command "retry",
        },
        forget = {
            about = "Takes recordings out of the ledger, so that the next export saves them anew. Files stay.",
            args  = options.of("ids", "forgotten"),
            run   = command "forget",
        },
        report = {
            about = "Makes one page of what was exported: counts by day, queue and agent, durations, gaps.",
            args  = options.of("records", "page"),
            run   = command "report",
        },
    },
}
