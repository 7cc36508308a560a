-- The changes that make one object again what it was before a run, each made by the ordinary calls: what the run created is
-- deleted, what it deleted is created again, and fields get back what was in them. What somebody has changed since stays.
--
-- A step is what the host says of an object: { name= its resource, module=, called=, ids=, kind=, verb=, … }.

local native, import = ...
local effects, calls, answers = import "effects", import "calls", import "answers"
local fresh_copy, shown, comparing, nested = import "fresh_copy", import "shown_values", import "comparing", import "nested"
local null = native.json_null

local restoring = {}

-- What stands for the new ids of objects that are created again, by the old ones.
local renamed = {}
-- Names of what is created again, and the places of what is deleted.
local again, removed = {}, {}

-- Tells of an object what is left as it is (`left_alone`), what cannot be taken back (`lost`), or anything else (`note`).
local function tell(kind, step, format, ...)
    local text = ("%s %s: " .. format):format(step.name, step.called, ...)
    effects.tell("undo_told", { kind = kind, text = text })
end

-- A value with the new ids in the places of old ones.
local function with_new_ids(value)
    if type(value) == "string" then return renamed[value] or value end
    if type(value) ~= "table" or value == null then return value end
    local copy = native.json_copy(value)
    for key, inner in pairs(value) do copy[key] = with_new_ids(inner) end
    return copy
end

-- Makes one change; an item of a request for many where there is no other call. Gives what the service answers of the object.
local function send(step, verb, action, ids, item)
    if verb ~= "bulk_save" and verb ~= "bulk_patch" then
        ids[#ids + 1] = item
        return (calls.send(step, verb, ids))
    end
    local entry = { itemIdentifier = 1, item = item, requestAction = action }
    ids[#ids + 1] = { items = native.json_list { entry } }
    ids[#ids + 1] = { strict = false }
    local answer = answers.object(calls.send(step, verb, ids))
    local told = answers.object(answers.object(answer.items)[1])
    local problem = import("item_errors").of(step.name .. "." .. verb, told, {})
    if problem then effects.raise(problem) end
    return { id = answers.text(told.href) and told.href:match("([^/]+)/*$") }
end

local function parents(step)
    return table.move(with_new_ids(step.ids), 1, #step.ids - 1, 1, {})
end

local function path(step, verb)
    if verb == "bulk_save" or verb == "bulk_patch" then return parents(step) end
    return table.move(step.ids, 1, #step.ids, 1, {})
end

-- Names of fields, and what they were set to and are now.
local function described(fields)
    local parts = {}
    for i, field in ipairs(fields) do
        parts[i] = ("%s is now %s, and the run had left %s"):format(field.name, shown.value(field.now), shown.value(field.left))
    end
    return table.concat(parts, "; ")
end

-- Deletes what the run created; `now` is what it is like.
function restoring.remove(step, now)
    if not now then return tell("note", step, "was created, and is gone already") end
    if not step.verb then return tell("lost", step, "was created, and no operation deletes it") end
    local changed = comparing.changed(now, step)
    if #changed > 0 then
        return tell("left_alone", step, "somebody has changed it since the run created it: %s", table.concat(changed, ", "))
    end
    local others = nested.others(step, removed)
    if others then return tell("left_alone", step, "%s in it are not the run's", others) end
    send(step, step.verb, "DELETE", path(step, step.verb), step.verb == "bulk_save" and { id = step.ids[#step.ids] } or nil)
    removed[step.target] = true
end

-- What is lost of an object that is there again.
local function tell_losses(step)
    if #step.unknown > 0 then
        tell("lost", step, "had not been read whole before: it gets %s as the run had left it", table.concat(step.unknown, ", "))
    end
    if step.nested then
        tell("lost", step, "was deleted with the %s in it: only those come back that the run deleted one by one", nested.called(step))
    end
end

-- Somebody has created one of that name since: this run's undo, most likely.
local function meet_twin(step, body)
    local walking, finding = import "walking", import "finding"
    local key = calls.describe(step).key
    local function walk(ids, parameters, options) return walking(step, ids, parameters, options) end
    local value = key and (body[key] or body[key .. "s"] and body[key .. "s"][1])
    local found = value and finding.find(step, walk, parents(step), { [key] = value }, nil, "undo")
    if found and comparing.holds(found, body) then
        renamed[step.ids[#step.ids]] = found.id
        tell("note", step, "is there again already")
        return tell_losses(step)
    end
    tell("left_alone", step, "was deleted, and somebody has created another one of that name since")
end

-- Creates again what the run deleted.
function restoring.create_again(step)
    if not step.before then return tell("lost", step, "was deleted, and had not been read whole before") end
    if not step.verb then return tell("lost", step, "was deleted, and no operation creates one") end
    local body = with_new_ids(fresh_copy(step, step.before))
    local ok, made = pcall(send, step, step.verb, "SAVE", parents(step), body)
    if not ok then
        if effects.text_field(made, "kind") == "conflict" then return meet_twin(step, body) end
        error(made, 0)
    end
    renamed[step.ids[#step.ids]] = made and made.id
    again[#again + 1] = step.name .. " " .. step.called
    tell_losses(step)
end

-- The licences of a person are each put back by itself.
local function put_licenses_back(step, field, now)
    local had, left, has = {}, {}, {}
    for _, id in ipairs(answers.object(field.was)) do had[id] = true end
    for _, id in ipairs(answers.object(field.left)) do left[id] = true end
    for _, id in ipairs(answers.object(now.licenses)) do has[id] = true end
    local back = {}
    for _, id in ipairs(answers.object(field.left)) do
        if not had[id] and has[id] then back[#back + 1] = { id = id, operation = "remove" } end
    end
    for _, id in ipairs(answers.object(field.was)) do
        if not left[id] and not has[id] then back[#back + 1] = { id = id, operation = "add" } end
    end
    if #back == 0 then return end
    calls.send({ name = "license", module = "webex" }, "assign", { { personId = step.ids[1], licenses = native.json_list(back) } })
end

-- The fields that go back, and those that somebody has changed since.
local function compared(step, now)
    local back, changed = {}, {}
    for _, field in ipairs(step.fields) do
        local value = now[field.name]
        local stands = comparing.stands(value, field)
        if stands == "left" then
            back[#back + 1] = field
        elseif stands == "other" then
            changed[#changed + 1] = { name = field.name, now = value, left = field.left }
        end
    end
    return back, changed
end

-- Sets fields to what was in them.
local function set(step, now, fields)
    local body = step.whole and native.json_copy(now) or {}
    for _, field in ipairs(fields) do
        local was = field.was
        if was == nil and not step.whole then
            was = native.json_is_list(now[field.name]) and native.json_list {} or null
        end
        body[field.name] = with_new_ids(was)
    end
    for _, name in ipairs(step.required) do
        if body[name] == nil then body[name] = now[name] end
    end
    if step.verb == "bulk_patch" then body.id = step.ids[#step.ids] end
    send(step, step.verb, "SAVE", path(step, step.verb), body)
end

-- Tells that an object has the fate of the person whom it belongs to.
function restoring.go_with_person(step, now)
    local _, changed = compared(step, now)
    local since = #changed > 0 and "; changed since: " .. described(changed) or ""
    tell("note", step, "goes with the person that the run created: its fields stay as they are%s", since)
end

-- Puts the fields back that the run changed; `now` is the object as it is.
function restoring.put_back(step, now)
    if not now then return tell("left_alone", step, "was changed, and somebody has deleted it since") end
    if #step.unknown > 0 then
        tell("lost", step, "it had not been read whole before, so nobody knows what was in %s", table.concat(step.unknown, ", "))
    end
    for i = #step.fields, 1, -1 do
        if step.name == "person" and step.fields[i].name == "licenses" then
            put_licenses_back(step, table.remove(step.fields, i), now)
        end
    end
    local back, changed = compared(step, now)
    if #changed > 0 then tell("left_alone", step, "changed since: %s", described(changed)) end
    if #back == 0 then return end
    if not step.verb then return tell("lost", step, "no operation sets its fields") end
    local ok, problem = pcall(set, step, now, back)
    if ok then return end
    local key, name, rest = calls.describe(step).key, nil, {}
    for _, field in ipairs(back) do
        if field.name == key then name = field else rest[#rest + 1] = field end
    end
    if not name or effects.text_field(problem, "kind") ~= "conflict" then error(problem, 0) end
    if #rest > 0 then set(step, now, rest) end
    tell("left_alone", step, "its %s stays %s: %s is taken by another", key, shown.value(name.left), shown.value(name.was))
end

-- Names of what is created again that are told, of many.
local NAMED = 5

-- Tells in one line what is told of many alike.
function restoring.finish()
    if #again == 0 then return end
    local names = table.concat(again, ", ", 1, math.min(#again, NAMED))
    local more = #again > NAMED and (" and %d more"):format(#again - NAMED) or ""
    local what = #again == 1 and "1 object is created again and gets another id"
        or ("%d objects are created again and get other ids"):format(#again)
    effects.tell("undo_told", { kind = "note", text = ("%s: %s%s"):format(what, names, more) })
end

restoring.tell = tell

return restoring
