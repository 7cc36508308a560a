-- The options of the commands, declared once: `patchbay recordings COMMAND --help` shows them.

local options = {}

-- How long after a contact a recording of it may still turn up: two days.
options.LOOK_BACK = 2 * 24 * 3600 * 1000

options.NAME = "{date}/{queue}/{task_id}-{call_type}-{capture_id}{extension}"

options.window = {
    { "--from",       "date", help = "start of the window, by when contacts began" },
    { "--to",         "date", default = "now", help = "end of the window, itself not included" },
    { "--since-last", "flag", help = "instead of --from: from where the last whole export of the same options ended" },
    { "--look-back",  "duration", default = "2d", help = "how long after a contact a recording of it may still turn up" },
}

options.filters = {
    { "--channel", "choice", many = true, default = { "telephony" }, choices = { "telephony", "chat", "email", "social" },
      help = "contacts of this channel" },
    { "--queue",        "text",     many = true, help = "contacts of this queue, by name or id" },
    { "--team",         "text",     many = true, help = "contacts of the agents of this team, by name or id" },
    { "--agent",        "text",     many = true, help = "contacts of this agent, by name or id" },
    { "--direction",    "choice",   choices = { "inbound", "outbound" }, help = "contacts of this direction" },
    { "--min-duration", "duration", help = "leave shorter recordings out" },
}

options.kinds = {
    { "--segments",       "flag", help = "each segment by itself, instead of one stitched recording" },
    { "--consult",        "flag", help = "consult legs too" },
    { "--virtual-agents", "flag", help = "talks with virtual agents too" },
    { "--transcripts",    "flag", help = "transcripts too" },
}

options.names = {
    { "--rules", "file", many = true, help = "Lua file that decides what is kept and how it is named; several agree" },
    { "--name",  "text", default = options.NAME, help = "template of the names, where no rule gives one" },
}

options.places = {
    { "--out",       "folder", default = "recordings", help = "folder of the manifest and the recordings" },
    { "--no-folder", "flag",   help = "no recordings in the folder, the sinks alone" },
    { "--sink",      "text",   many = true, help = "another place for them: s3://BUCKET/PREFIX or PLUGIN/SINK" },
}

-- How an S3 bucket is reached: options of the commands, and settings that hold for all of them.
options.bucket = {
    { "s3_endpoint",      "text",   help = "address of a service like S3; AWS itself when left out" },
    { "s3_region",        "text",   help = "region of the bucket" },
    { "s3_key_id",        "text",   help = "id of the access key" },
    { "s3_secret",        "secret", help = "the secret access key, by the name of a stored secret" },
    { "s3_token",         "secret", help = "the session token, by the name of a stored secret" },
    { "s3_storage_class", "text",   help = "storage class of the objects, such as STANDARD_IA" },
    { "s3_kms_key",       "text",   help = "KMS key that the objects are encrypted with" },
    { "s3_path_style",    "flag",   help = "the bucket in the path of addresses, not in their host" },
}

options.work = {
    { "--dry-run",     "flag",    help = "say what would be saved, and save nothing" },
    { "--concurrency", "integer", default = 8, help = "recordings under way at once" },
    { "--bandwidth",   "text",    help = "bytes a second that all downloads have together, such as 10M" },
    { "--limit",       "integer", help = "end after so many recordings; the next export goes on behind them" },
    { "--audio",       "flag",    help = "what a WAV file sounds like into the manifest: loudness, silence, duration" },
}

-- What the ledger is asked for.
options.records = {
    { "--from",  "date", help = "recordings from this instant on" },
    { "--to",    "date", help = "recordings before this instant" },
    { "--queue", "text", help = "recordings of this queue, by name or id" },
    { "--agent", "text", help = "recordings of this agent, by name or id" },
}

options.ids = {
    { "ids", "text", many = true, help = "ids of recordings" },
}

options.state = {
    { "--state", "choice", choices = { "exported", "skipped", "failed", "seen" }, help = "recordings that ended so" },
}

options.forgotten = {
    { "--state",  "choice", choices = { "exported", "skipped", "failed", "seen" }, help = "recordings that ended so" },
    { "--before", "date",   help = "recordings of contacts before this instant" },
}

options.shown = {
    { "--json", "flag", help = "a JSON object a line, instead of a table" },
}

options.repair = {
    { "--out",    "folder", many = true, default = { "recordings" }, help = "a folder in which --repair may save again" },
    { "--sink",   "text",   many = true, help = "a sink besides the folder: s3://BUCKET/PREFIX" },
    { "--repair", "flag",   help = "save again what is missing or has changed" },
}

options.page = {
    { "--out", "output", default = "report.html", help = "the page" },
}

-- Settings as the options of a command.
local function dashed(settings)
    local declared = {}
    for i, setting in ipairs(settings) do
        local option = {}
        for key, value in pairs(setting) do option[key] = value end
        option[1] = "--" .. setting[1]:gsub("_", "-")
        declared[i] = option
    end
    return declared
end

-- Several groups of options as one list.
function options.of(...)
    local all = {}
    for _, name in ipairs { ... } do
        local group = name == "bucket" and dashed(options.bucket) or options[name]
        table.move(group, 1, #group, #all + 1, all)
    end
    return all
end

return options
