-- Tells a Microsoft Teams channel how runs ended, and which rows failed first.
--
--   patchbay secret set teams-webhook
--   patchbay plugin install examples/plugins/teams-notify --webhook teams-webhook
--   patchbay teams-notify test

local http  = require "http"
local store = require "store"      -- a plugin's store is its own; nobody else reads it

local function post(settings, text)
    http.post(settings.webhook, { json = { text = text } })
end

-- A row failed. Keep the first few; a message for each of a thousand would be read by nobody.
local function row_failed(event, settings)
    store.update("failures/" .. event.run.id, function(failures)
        failures = failures or {}
        if #failures < settings.show then
            table.insert(failures, ("%s: %s"):format(event.key, event.error.message))
        end
        return failures
    end)
end

-- A run ended: done, failed or stopped. Runs once for each run, after its last row.
local function run_finished(event, settings)
    local failures = store.take("failures/" .. event.run.id) or {}
    if settings.only_failures and event.outcome == "done" and event.rows.failed == 0 then
        return
    end
    local lines = {
        ("**%s** on %s: %s"):format(event.run.script, event.run.profile, event.outcome),
        ("%d rows, %d failed"):format(event.rows.total, event.rows.failed),
    }
    if event.error then
        table.insert(lines, event.error.message)
    end
    table.move(failures, 1, #failures, #lines + 1, lines)
    post(settings, table.concat(lines, "\n\n"))
end

return {
    name        = "teams-notify",
    version     = "1.0.0",
    needs       = "1.0",                                           -- the oldest Patchbay it runs on
    summary     = "Posts the outcome of runs to a Microsoft Teams channel.",
    permissions = { net = { "*.webhook.office.com" } },            -- and nothing else: no operations, no files
    settings    = {
        { "webhook",       "secret",  required = true, help = "address of the channel's incoming webhook" },
        { "only_failures", "flag",    help = "say nothing of runs that went well" },
        { "show",          "integer", default = 5,     help = "failed rows to name in a message" },
    },
    hooks    = { row_failed = row_failed, run_finished = run_finished },
    commands = {
        test = {
            about = "Posts a test message.",
            run   = function(_, settings) post(settings, "Patchbay is here.") end,
        },
    },
}
