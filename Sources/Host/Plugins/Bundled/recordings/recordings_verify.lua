-- patchbay recordings verify: whether each copy is still what was saved.

local recordings = require "recordings"
local run        = require "run"

local records  = require "records"
local sinks_of = require "sinks"

-- What a copy should have been, and is.
local function difference(found)
    if found.state ~= "changed" then return found.location .. " is missing" end
    return ("%s has changed: it has %s bytes and SHA-256 %s, and had %d and %s"):format(
        found.location, found.found_bytes or "?", found.found_sha256 or "?", found.bytes, found.sha256)
end

-- Saves a copy again, under the name that it has there. The JSON beside it stays as it is.
local function repair(record, copy, sinks)
    local capture = records.capture(record)
    if copy.sink == "folder" then
        local folder, name = copy.name:match("^(.*)/([^/]+)$")
        return recordings.export(capture, name, { folder = folder })
    end
    recordings.export(capture, copy.name, { sinks = { sinks[copy.sink] } })
end

-- The sinks that were named, by the names that the ledger has for them.
local function by_name(list)
    local named = {}
    for i, name in ipairs(#list > 0 and recordings.check_sinks(list) or {}) do named[name] = list[i] end
    return named
end

-- Looks at the copies of one record. Raises what is wrong with them and stays so.
local function look(args, list, named, record)
    local status, wrong = "ok", {}
    for i, found in ipairs(recordings.verify(record, { sinks = list })) do
        if found.state == "unknown" then
            wrong[#wrong + 1] = ("%s: %s"):format(found.location, found.problem)
        elseif found.state ~= "ok" then
            print(found.state .. "\t" .. found.location)
            if args.repair then
                repair(record, record.copies[i], named)
                status = "repaired"
            else
                wrong[#wrong + 1] = difference(found)
            end
        end
    end
    if #wrong > 0 then
        error({ kind = "unavailable", message = table.concat(wrong, "; "), hint = "--repair saves again what is not there" }, 0)
    end
    return status
end

-- Records of which something was saved.
local function with_copies(args)
    local each = records.each(args)
    return function()
        for record in each do
            if #record.copies > 0 then return record end
        end
    end
end

return function(args, settings)
    local list = sinks_of.of(args, settings)
    local named = by_name(list)
    run.rows(with_copies(args), { key = "id", concurrency = 4, label = "recordings" }, function(record)
        return look(args, list, named, record)
    end)
end
