-- How our modules ask the host and raise errors: one shape of error for everything that can fail.

local native = ...

local effects = {}

local Error = {}

-- script.lua:12: user.patch: message (400, tracking id), and the way out on a line of its own.
function Error.__tostring(err)
    local text = err.message or "failed"
    if err.operation then text = err.operation .. ": " .. text end
    if err.where then text = err.where .. " " .. text end
    local facts = {}
    if err.status then facts[#facts + 1] = tostring(err.status) end
    if err.tracking_id then facts[#facts + 1] = "tracking " .. err.tracking_id end
    if #facts > 0 then text = ("%s (%s)"):format(text, table.concat(facts, ", ")) end
    if err.hint then text = text .. "\n    " .. err.hint end
    return text
end
Error.__name = "error"

local MESSAGES = {
    cancelled = "cancelled: nobody waits for it any more",
    stuck = "every coroutine waits for another one, and none can go on",
}

-- Raises `err`, a table with kind and message; the place is that of the nearest line of the script.
function effects.raise(err)
    err.message = err.message or MESSAGES[err.kind]
    err.where = native.where()
    error(setmetatable(err, Error), 0)
end

-- Raises an error again that came up in another coroutine, where the script may not have been: the place is then that of
-- the line which waited for it.
function effects.raise_again(err)
    if getmetatable(err) == Error and not err.where then err.where = native.where() end
    error(err, 0)
end

-- Raises for a call that was written wrong.
function effects.invalid(format, ...)
    effects.raise { kind = "invalid", message = format:format(...) }
end

-- Asks the host and waits. Returns the head and the body of its answer; an error of the host is raised.
function effects.ask(operation, name, arguments, data)
    local ok, head, body = native.effect(name, arguments, data)
    if ok then return head, body end
    -- An answer that the host could not even name is told like any other failure.
    local err = type(head) == "table" and head or { kind = "unavailable", message = tostring(head) }
    err.operation = err.operation or operation
    effects.raise(err)
end

-- Waits until another coroutine wakes this one.
function effects.park()
    local reason = native.park()
    if reason then effects.raise { kind = reason } end
end

-- The text of an error value, with no place twice: what the user reads in a result row.
function effects.describe(err)
    if type(err) == "table" and err.message then
        local text = err.operation and (err.operation .. ": " .. err.message) or err.message
        return err.hint and (text .. "; " .. err.hint) or text
    end
    return tostring(err)
end

-- Text as a line for people can hold it: bytes that are no UTF-8 become question marks.
function effects.readable(text)
    return utf8.len(text) and text or (text:gsub("[\x80-\xff]", "?"))
end

-- Whether every further effect would fail alike, so that going on makes no sense.
function effects.is_final(err)
    return type(err) == "table" and err.final == true
end

return effects
