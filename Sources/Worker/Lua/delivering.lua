-- Recordings to sinks: exported to all that lack them, and held against what the ledger says of them.

local native, import = ...
local effects, near, facts_of = import "effects", import "near", import "capture_facts"
local buckets = import "buckets"

local delivering = {}

local OPTIONS = { "folder", "sinks", "metadata", "form", "rule" }

-- Sinks as the host takes them: text, and what a module of ours made.
local function sinks_of(who, sinks)
    if sinks == nil then return nil end
    if type(sinks) ~= "table" then effects.invalid("%s: sinks are a list, not a %s", who, type(sinks)) end
    local list = native.json_list {}
    for i, sink in ipairs(sinks) do list[i] = buckets.sendable(sink) or sink end
    return list
end

-- Takes a recording to the folder and the sinks that lack it. `metadata_of` makes the JSON beside it.
function delivering.export(metadata_of, capture, path, options)
    local who = "recordings.export"
    options = near.options(who, options, OPTIONS)
    local facts = facts_of(who, capture)
    if type(path) ~= "string" then effects.invalid("%s takes a path behind the capture, not a %s", who, type(path)) end
    local metadata = options.metadata
    if metadata == true then metadata = metadata_of(capture) end
    return (effects.ask(who, "export", {
        capture = facts, path = path, folder = options.folder, sinks = sinks_of(who, options.sinks),
        metadata = metadata or nil, form = options.form, rule = options.rule,
    }))
end

-- Looks whether sinks are there and take what is sent; raises what is wrong with one. Returns their names.
function delivering.check_sinks(sinks)
    local who = "recordings.check_sinks"
    return (effects.ask(who, "sinks_check", { sinks = sinks_of(who, sinks or {}) }))
end

-- Where these are: the folder as an absolute path, and the names by which the ledger knows the sinks. Nothing is asked of them.
function delivering.places(options)
    local who = "recordings.places"
    options = near.options(who, options, { "folder", "sinks" })
    return (effects.ask(who, "sinks_named", { folder = options.folder, sinks = sinks_of(who, options.sinks or {}) }))
end

-- Holds all copies of a capture against what lies there now.
function delivering.verify(record, options)
    local who = "recordings.verify"
    options = near.options(who, options, { "sinks" })
    local id = type(record) == "table" and record.id or record
    if type(id) ~= "string" then
        effects.invalid("%s takes a record of recordings.ledger, or a capture's id, not a %s", who, type(record))
    end
    local kind = type(record) == "table" and record.kind or nil
    return (effects.ask(who, "verify", { id = id, kind = kind, sinks = sinks_of(who, options.sinks) }))
end

return delivering
