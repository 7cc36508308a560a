-- An export in its single steps: tasks, captures, names, downloads. What a script writes that needs something of its own.
-- arguments: --from -8d

local fs         = require "fs"
local recordings = require "recordings"
local run        = require "run"

local args = run.args {
    about = "Saves the recordings of a window of time.",
    { "--from",        "date",   required = true,        help = "start of the window" },
    { "--to",          "date",   default = "now",        help = "end of the window, itself not included" },
    { "--out",         "folder", default = "recordings", help = "folder the files go to" },
    { "--channel",     "choice", default = "telephony",  choices = { "telephony", "chat", "email", "social" } },
    { "--segments",    "flag",   help = "each segment by itself, instead of one stitched recording" },
    { "--consult",     "flag",   help = "consult legs too" },
    { "--transcripts", "flag",   help = "transcripts too" },
    { "--name",        "text",   default = "{date}/{queue}/{task_id}-{call_type}-{capture_id}{extension}" },
}

-- Nothing is asked yet: these two are streams, and a stream asks for more only when someone takes from it.
local tasks = recordings.tasks {
    from     = args.from,
    to       = args.to,
    channels = { args.channel },
}
local captures = recordings.captures(tasks, {
    segments    = args.segments,
    consult     = args.consult,
    transcripts = args.transcripts,
})

-- Eight downloads at a time. A download that fails is told in the manifest, and the others go on.
run.rows(captures, {
    key         = "id",
    concurrency = 8,
    results     = fs.join(args.out, "manifest.csv"),
}, function(capture)
    local path = fs.join(args.out, recordings.name(capture, args.name))
    local file = recordings.download(capture, path, { metadata = true })
    return {
        status  = file.downloaded and "saved" or "unchanged",
        task_id = capture.task.id,
        path    = file.path,
        bytes   = file.bytes,
        sha256  = file.sha256,
    }
end)
