-- patchbay recordings verify: whether each copy is still what was saved.

local recordings = require "recordings"
local run        = require "run"

local checked  = require "checked"
local records  = require "records"
local sinks_of = require "sinks"

-- What a copy should have been, and is.
local function difference(found)
    if found.state ~= "changed" then return found.location .. " is missing" end
    if not found.found_bytes then return found.location .. " has changed since it was saved" end
    return ("%s has changed: it has %s bytes and SHA-256 %s, and had %d and %s"):format(
        found.location, found.found_bytes, found.found_sha256 or "?", found.bytes, found.sha256)
end

-- Saves a copy again, under the name that it has there. The JSON beside it stays as it is.
local function repair(record, copy, sinks)
    local capture = records.capture(record)
    if copy.sink == "folder" then
        local folder, name = copy.name:match("^(.*)/([^/]+)$")
        local ok, problem = pcall(recordings.export, capture, name, { folder = folder })
        if ok then return problem end
        if type(problem) == "table" and problem.kind == "denied" then problem.hint = "name its folder: --out " .. folder end
        error(problem, 0)
    end
    return recordings.export(capture, copy.name, { sinks = { sinks[copy.sink] } })
end

-- The sinks that were named, by the names that the ledger has for them.
local function by_name(list)
    local named = {}
    -- Keys that may read alone are enough.
    for i, name in ipairs(checked(recordings.places, { sinks = list }).sinks) do named[name] = list[i] end
    return named
end

-- Looks at the copies of one record. Raises what is wrong with them and stays so.
local function look(args, list, named, record)
    local status, wrong = "ok", {}
    for i, found in ipairs(recordings.verify(record, { sinks = list })) do
        if found.state == "unchecked" then
            status = status == "ok" and "unchecked" or status
        elseif found.state == "unknown" or found.state == "incomplete" then
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
