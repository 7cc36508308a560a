-- Values that outlive the run: each script's own, for each profile.

local native, import = ...
local effects = import "effects"

local LONGEST_KEY = 512

local store = {}

local function check_key(who, key)
    if type(key) ~= "string" or key == "" or #key > LONGEST_KEY or not utf8.len(key) or key:find("%z") then
        effects.invalid("%s takes a key first: text of 1 to %d bytes, not %s", who, LONGEST_KEY,
            type(key) ~= "string" and "a " .. type(key) or #key > LONGEST_KEY and ("one of %d"):format(#key)
            or key == "" and "an empty one" or "bytes that are no text")
    end
end

-- What is to be kept; nil for what is to be removed.
local function checked(who, value)
    if value == nil or value == native.json_null then return nil end
    local text, problem = native.json_encode(value)
    if not text then effects.invalid("%s: the value cannot be kept: %s", who, problem) end
    return value
end

function store.get(key)
    check_key("store.get", key)
    local _, value = effects.ask("store.get", "store_get", { key = key })
    return value
end

function store.set(key, value)
    check_key("store.set", key)
    effects.ask("store.set", "store_set", { key = key, value = checked("store.set", value) })
end

function store.take(key)
    check_key("store.take", key)
    local _, value = effects.ask("store.take", "store_take", { key = key })
    return value
end

-- What the script makes of a value. It would be done again if another process came in between: it must not wait.
local function made(fn, value)
    local ok, result = pcall(native.unwaiting, "store.update", fn, value)
    if ok then return checked("store.update", result) end
    local place, message
    if type(result) == "string" then place, message = result:match("^(.-:%d+:) (cannot wait inside store%.update.*)$") end
    if message then result = effects.made { kind = "invalid", message = message, where = place } end
    error(result, 0)
end

function store.update(key, fn)
    check_key("store.update", key)
    if type(fn) ~= "function" then effects.invalid("store.update takes a function last, not a %s", type(fn)) end
    local head, value = effects.ask("store.update", "store_read", { key = key })
    while not head.done do
        local arguments = { key = key, version = head.version, value = made(fn, value) }
        head, value = effects.ask("store.update", "store_update", arguments)
    end
    return value
end

return store
