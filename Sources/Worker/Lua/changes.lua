-- What of an object differs from what somebody wants.

local native, import = ...
local effects, incomplete = import "effects", import "incomplete"
local null = native.json_null

local function is_list(value)
    return type(value) == "table" and (native.json_is_list(value) or #value > 0)
end

local function is_empty(value)
    return value == nil or value == null or (type(value) == "table" and next(value) == nil)
end

local function is_scalar(value)
    return type(value) ~= "table"
end

local function all_scalars(list)
    for _, item in ipairs(list) do
        if not is_scalar(item) then return false end
    end
    return true
end

-- Lists of ids are sets: neither their order nor how often an id stands in them matters.
local function same_set(a, b)
    local members, others = {}, {}
    for _, item in ipairs(a) do members[item] = true end
    for _, item in ipairs(b) do
        if not members[item] then return false end
        others[item] = true
    end
    for item in pairs(members) do
        if not others[item] then return false end
    end
    return true
end

local function same(a, b)
    if is_empty(a) and is_empty(b) then return true end
    if is_scalar(a) or is_scalar(b) then return a == b end
    if is_list(a) and is_list(b) and all_scalars(a) and all_scalars(b) then return same_set(a, b) end
    for key, value in pairs(a) do
        if not same(value, b[key]) then return false end
    end
    for key, value in pairs(b) do
        if a[key] == nil and not is_empty(value) then return false end
    end
    return true
end

local changes = {}

-- Whether two values are the same to the service.
changes.same = same

-- The fields of `want` that differ from those of `have`, and their names in order; nil when none differs. `null` clears a
-- field, a list by an empty one; what is nil in `want` is left alone.
function changes.between(have, want)
    if type(have) ~= "table" or type(want) ~= "table" then
        effects.invalid("cc.changes takes an object and a table of what it should have, not a %s and a %s", type(have), type(want))
    end
    local found, names = {}, {}
    for name, value in pairs(want) do
        local current = have[name]
        local lacking = current == nil and incomplete.reason(have)
        if lacking and (value == null or is_list(value)) then
            effects.raise {
                kind = "invalid", message = ("cc.changes: whether %s differs is not known: %s"):format(name, lacking),
                hint = "read the object by its id, or list with { whole = true }",
            }
        end
        if not same(current, value) then
            if value == null and is_list(current) then value = native.json_list {} end
            found[name] = value
            names[#names + 1] = name
        end
    end
    if #names == 0 then return nil end
    table.sort(names)
    return found, names
end

function changes.contains(list, value)
    if list == nil or list == null then return false end
    if type(list) ~= "table" then effects.invalid("cc.contains takes a list or nil, not a %s", type(list)) end
    for _, item in ipairs(list) do
        if item == value then return true end
    end
    return false
end

return changes
