-- Whether an object still holds what a run has left in it.

local native, import = ...
local same, null = import("changes").same, native.json_null

-- What the service sets on every part that belongs to an object.
local STAMPS = { version = true, createdTime = true, lastUpdatedTime = true }

local comparing = {}

local function is_stamp(key, part)
    return STAMPS[key] or key == "id" and (part.version or part.createdTime)
end

local function is_part(value) return type(value) == "table" and value ~= null end

-- Whether an object holds what somebody has sent of it: parts that the service adds to it do not count.
local function holds(now, sent)
    if not is_part(sent) or not is_part(now) then return same(now, sent) end
    if #sent > 0 or #now > 0 then
        if #sent ~= #now then return false end
        if type(sent[1]) ~= "table" then return same(now, sent) end
    end
    for key, value in pairs(sent) do
        if not is_stamp(key, sent) and not holds(now[key], value) then return false end
    end
    return true
end

comparing.holds = holds

-- Whether two values are the same in the order of their lists too.
local function identical(a, b)
    if not is_part(a) or not is_part(b) then return same(a, b) end
    for key, value in pairs(a) do
        if not is_stamp(key, a) and not identical(value, b[key]) then return false end
    end
    for key, value in pairs(b) do
        if not is_stamp(key, b) and not identical(a[key], value) then return false end
    end
    return true
end

-- Whether a value is what the run has left. Where the service itself has said what that was, nothing was added since either.
local function is_left(value, left, sure)
    return holds(value, left) and (not sure or holds(left, value))
end

-- How a value stands to a field that a run has changed: as it "was", as the run has "left" it, or "other".
function comparing.stands(value, field)
    if same(field.was, field.left) then
        -- They differ in the order of a list: that alone counts.
        if identical(value, field.was) then return "was" end
        return identical(value, field.left) and "left" or "other"
    end
    if same(value, field.was) then return "was" end
    return is_left(value, field.left, field.sure) and "left" or "other"
end

-- Names of the fields of an object that are not as the run has left them when it created it.
function comparing.changed(now, step)
    local names = {}
    for name, left in pairs(step.left) do
        if not is_left(now[name], left, step.sure) then names[#names + 1] = name end
    end
    for _, name in ipairs(step.sure and step.settable or {}) do
        if step.left[name] == nil and now[name] and not same(now[name], nil) then names[#names + 1] = name end
    end
    table.sort(names)
    return names
end

return comparing
