-- Takes a run back, as a script that plans: asks the host what the run did, looks at the objects as they are now, and makes
-- the changes that restore them, in the order that the host has found.

local native, import = ...
local effects, tasks, answers, restoring = import "effects", import "tasks", import "answers", import "restoring"
local nested = import "nested"
local tell, null = restoring.tell, native.json_null

-- Objects that are read, and objects that are created again, at once.
local READS, CREATES = 300, 16
-- Errors that concern one object.
local OWN = { invalid = true, conflict = true, not_found = true, forbidden = true, in_use = true }

-- Whether a value has one of these ids in it.
local function mentions(value, ids)
    if type(value) == "string" then return ids[value] end
    if type(value) ~= "table" or value == null then return false end
    for _, inner in pairs(value) do
        if mentions(inner, ids) then return true end
    end
    return false
end

-- What is wrong with one object is told of it; all else ends the plan.
local function attempt(fn, step, now)
    local ok, problem = pcall(fn, step, now)
    if ok then return true end
    if effects.is_final(problem) or not OWN[effects.text_field(problem, "kind")] then error(problem, 0) end
    tell("lost", step, "%s", effects.describe(problem))
    return false
end

-- Looks what an object is like now.
local function look(step)
    local about, now = effects.ask("undo", "undo_target", { resource = step.name, target = step.target })
    step.now, step.unreadable = now, about.unreadable
    if now and step.kind == "created" and step.nested then nested.look(step) end
end

-- Objects to be created again that do not mention each other: they are looked for all at once.
local waiting, waited_for = {}, {}

local function flush()
    local batch = waiting
    waiting, waited_for = {}, {}
    tasks.run_all("undo", batch, { concurrency = CREATES }, function(step) attempt(restoring.create_again, step) end)
end

local function goes_with_person(step, now, people)
    local email = step.name == "user" and now and answers.text(now.email)
    return email and people[email:lower()]
end

local function take_back(step, people)
    if step.kind == "deleted" then
        if mentions(step.before, waited_for) or mentions(step.ids, waited_for) then flush() end
        waiting[#waiting + 1] = step
        waited_for[step.ids[#step.ids]] = true
        return
    end
    flush()
    if step.unreadable then return tell("lost", step, "what it is like now cannot be read") end
    if step.kind == "created" then return attempt(restoring.remove, step, step.now) end
    if goes_with_person(step, step.now, people) then
        return restoring.go_with_person(step, step.now)
    end
    attempt(restoring.put_back, step, step.now)
end

return function()
    local after, people = 0, nil
    while true do
        local head, steps = effects.ask("undo", "undo_changes", { after = after })
        if not people then
            people = {}
            for _, email in ipairs(head.people) do people[email] = true end
        end
        if #steps == 0 then break end
        after = head.last
        tasks.run_all("undo", steps, { concurrency = READS }, function(step)
            step.is_known = step.kind == "deleted" or attempt(look, step)
        end)
        for _, step in ipairs(steps) do
            if step.is_known then take_back(step, people) end
        end
    end
    flush()
    restoring.finish()
end
