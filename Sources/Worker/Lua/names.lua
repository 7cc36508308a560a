-- Names for recordings: a template or parts, each part made safe as a file name. The result never leaves its folder.

local _, import = ...
local effects = import "effects"

-- What a name may be at the longest, in bytes: file systems take 255, and room is left for what stands beside it.
local LONGEST = 180

-- What Windows keeps for devices: a file so named could not be copied there.
local RESERVED = { con = true, prn = true, aux = true, nul = true }
for i = 1, 9 do RESERVED["com" .. i], RESERVED["lpt" .. i] = true, true end

-- Cuts at a whole character.
local function shortened(text, length)
    if #text <= length then return text end
    local stop = length
    while stop > 0 and (text:byte(stop + 1) & 0xC0) == 0x80 do stop = stop - 1 end
    return text:sub(1, stop)
end

-- A value as a part of a name: no separator, nothing that a file system or a shell trips over.
local function safe_value(value)
    local text = tostring(value)
    if not utf8.len(text) then text = text:gsub("[\x80-\xff]", "_") end
    return (text:gsub('[%c/\\:*?"<>|]', "_"))
end

local function safe_part(part)
    local text = safe_value(part):gsub("^%s+", ""):gsub("[%s.]+$", ""):gsub("^%.+", "_")
    if RESERVED[text:match("^[^.]*"):gsub("%s+$", ""):lower()] then text = "_" .. text end
    if #text > LONGEST then
        local extension = text:match("%.%w%w?%w?%w?%w?$") or ""
        text = shortened(text, LONGEST - #extension) .. extension
    end
    return text ~= "" and text or "_"
end

local FIELDS = {
    date = function(c) return import("time").format(c.started or c.task.started, "%Y-%m-%d") end,
    time = function(c) return import("time").format(c.started or c.task.started, "%H%M%S") end,
    queue = function(c) return c.task.queue or "no queue" end,
    queue_id = function(c) return c.task.queue_id or "no queue" end,
    agent = function(c) return c.task.agent or "no agent" end,
    agent_id = function(c) return c.task.agent_id or "no agent" end,
    channel = function(c) return c.task.channel or "no channel" end,
    direction = function(c) return c.task.direction or "no direction" end,
    origin = function(c) return c.task.origin or "no origin" end,
    destination = function(c) return c.task.destination or "no destination" end,
    task_id = function(c) return c.task.id end,
    capture_id = function(c) return c.id end,
    kind = function(c) return c.kind end,
    call_type = function(c) return c.call_type end,
    segment = function(c) return c.segment or "" end,
    extension = function(c) return c.extension end,
}

local function known_fields()
    local names = {}
    for name in pairs(FIELDS) do names[#names + 1] = "{" .. name .. "}" end
    table.sort(names)
    return table.concat(names, " ")
end

-- A template that is wrong is wrong for every capture, so that going on makes no sense.
local function wrong(format, ...)
    effects.raise { kind = "invalid", message = format:format(...), final = true }
end

local function leaves(name)
    wrong("the name %q leaves the folder it belongs in: .. and / at the start have no place in a name", name)
end

local function from_template(capture, template)
    if template:sub(1, 1) == "/" then leaves(template) end
    local parts = {}
    for part in template:gmatch("[^/]+") do
        if part == ".." then leaves(template) end
        if part ~= "." then
            parts[#parts + 1] = part:gsub("{([^{}]*)}", function(field)
                local value = FIELDS[field]
                if not value then
                    wrong("{%s} is no field of a name; there are %s", field, known_fields())
                end
                return safe_value(value(capture))
            end)
        end
    end
    return parts
end

-- recordings.name(capture, template or list of parts)
return function(capture, template)
    local parts
    if type(template) == "string" then
        parts = from_template(capture, template)
    elseif type(template) == "table" then
        parts = template
    else
        effects.invalid("recordings.name takes a template or a list of parts, not a %s", type(template))
    end
    local safe = {}
    for i, part in ipairs(parts) do safe[i] = safe_part(part) end
    if #safe == 0 then effects.invalid("recordings.name: the name is empty") end
    return table.concat(safe, "/")
end
