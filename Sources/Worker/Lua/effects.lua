-- How our modules ask the host and raise errors: one shape of error for everything that can fail.

local native, import, facts = ...
local here = import "here"

local effects = {}

local Error = {}

-- A field of an error if it is text. Scripts raise and change errors too: nothing here may raise, or run their code.
local function text_of(err, field)
    local value = rawget(err, field)
    return type(value) == "string" and value or nil
end

-- The message of an error behind the name of its operation, unless it begins with that itself.
local function named_message(err)
    local message, operation = text_of(err, "message"), text_of(err, "operation")
    if not message then return "failed" end
    if not operation or message:sub(1, #operation + 1) == operation .. ":" then return message end
    return operation .. ": " .. message
end

-- script.lua:12: user.patch: message (400, tracking id), and the way out on a line of its own.
function Error.__tostring(err)
    local text = named_message(err)
    local where, status, hint = text_of(err, "where"), rawget(err, "status"), text_of(err, "hint")
    local tracking = text_of(err, "tracking_id")
    if where then text = where .. " " .. text end
    local facts = {}
    if math.type(status) == "integer" then facts[#facts + 1] = tostring(status) end
    if tracking then facts[#facts + 1] = "tracking " .. tracking end
    if #facts > 0 then text = ("%s (%s)"):format(text, table.concat(facts, ", ")) end
    if hint then text = text .. "\n    " .. hint end
    return text
end
Error.__name = "error"

local MESSAGES = {
    cancelled = "cancelled: nobody waits for it any more",
    stuck = "every coroutine waits for another one, and none can go on",
}

-- An error that is not raised here: for what a result holds.
function effects.made(err)
    return setmetatable(err, Error)
end

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

-- An address that answers, but not as Webex does, is most often the wrong one, or a proxy's.
effects.WRONG_ADDRESS = "is this the address of Webex? see api_url of the profile, and any proxy between"

-- Raises what kept an effect from being asked or its answer from being read.
local function raise_unasked(operation, problem)
    local why = type(problem) == "string" and problem:match("the answer is no JSON that can be read: (.*)$")
    if not why then error(problem, 0) end
    effects.raise {
        kind = "unavailable", operation = operation, hint = effects.WRONG_ADDRESS,
        message = ("the answer is no JSON (%s)"):format(why),
    }
end

-- Asks the host and waits. Returns the head and the body of its answer; an error of the host is raised.
function effects.ask(operation, name, arguments, data)
    local asked, ok, head, body = pcall(native.effect, name, arguments, data, here.own())
    if not asked then raise_unasked(operation, ok) end
    if ok then return head, body end
    -- An answer that the host could not even name is told like any other failure.
    local err = type(head) == "table" and head or { kind = "unavailable", message = tostring(head) }
    err.operation = err.operation or operation
    effects.raise(err)
end

-- Tells the host something that needs no answer.
function effects.tell(name, arguments, data) native.notice(name, arguments, data, here.own()) end

-- Waits for a time. In a run that only plans nobody waits for it: it passes when nothing else is under way.
function effects.sleep(operation, milliseconds)
    if not facts.planning then return effects.ask(operation, "sleep", { milliseconds = milliseconds }) end
    local reason = native.sleep(milliseconds, native.where())
    if reason then effects.raise { kind = reason } end
end

-- Waits until another coroutine wakes this one.
function effects.park()
    local reason = native.park()
    if reason then effects.raise { kind = reason } end
end

-- A field of any error value if it is text; nil when the error is no table.
function effects.text_field(err, field)
    return type(err) == "table" and text_of(err, field) or nil
end

-- The text of any error value, with no place twice: what the user reads in a result row. Never raises.
function effects.describe(err)
    if type(err) == "table" and text_of(err, "message") then
        local text, where, hint = named_message(err), text_of(err, "where"), text_of(err, "hint")
        -- A call that was written wrong is looked for by its line.
        if where and rawget(err, "kind") == "invalid" then text = where .. " " .. text end
        return hint and (text .. "; " .. hint) or text
    end
    local meta = getmetatable(err)
    if type(err) == "table" and not (type(meta) == "table" and rawget(meta, "__tostring")) then
        return native.json_encode(err) or "a table that cannot be shown as text"
    end
    local ok, text = pcall(tostring, err)
    return ok and text or "an error that cannot be shown as text"
end

-- Text as a line for people can hold it: bytes that are no UTF-8 become question marks.
function effects.readable(text)
    return utf8.len(text) and text or (text:gsub("[\x80-\xff]", "?"))
end

-- Whether every further effect would fail alike, so that going on makes no sense.
function effects.is_final(err)
    return type(err) == "table" and rawget(err, "final") == true
end

return effects
