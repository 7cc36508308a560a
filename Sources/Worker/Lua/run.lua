-- This run: its arguments, its rows, and what it tells of them.

local _, import, facts = ...
local effects, near, secrets = import "effects", import "near", import "secrets"
local declarations = import "declarations"

local run = {
    id = facts.id,
    profile = facts.profile,
    planning = facts.planning == true,
    started = facts.started,
    folder = facts.folder,
}

-- Handles in place of the names of secrets: of one, or of a list where the argument takes many.
local function with_handles(names)
    if type(names) ~= "table" then return secrets.handle(names) end
    local handles = {}
    for i, name in ipairs(names) do handles[i] = secrets.handle(name) end
    return handles
end

-- The arguments as the script reads them: a name that was not declared is a typing error, and said as one.
local function named_values(resolved, arguments)
    local declared, values = {}, {}
    for name, value in pairs(resolved) do values[name] = value end
    for _, argument in ipairs(arguments) do
        local name = argument.name:gsub("^%-+", ""):gsub("%-", "_")
        declared[name] = true
        if argument.type == "secret" and values[name] ~= nil then values[name] = with_handles(values[name]) end
    end
    return setmetatable(values, {
        __index = function(_, name)
            if declared[name] then return nil end
            effects.invalid("there is no argument %s%s", near.shown(name), near.hint(name, near.fields(declared), "args."))
        end,
    })
end

-- The script's arguments, checked and resolved by the host. `patchbay help SCRIPT` ends here.
function run.args(declaration)
    if type(declaration) ~= "table" then
        effects.invalid("run.args takes a table of arguments, not a %s", type(declaration))
    end
    local arguments = declarations.read("run.args", declaration)
    local resolved = effects.ask("run.args", "args", { about = declaration.about, arguments = arguments })
    return named_values(resolved, arguments)
end

function run.progress(done, total, label)
    effects.tell("progress", { done = done, total = total, label = label })
end

-- Tells of a row of the script's own loop.
function run.report(row)
    if type(row) ~= "table" then effects.invalid("run.report takes { key=, status=, message= }, not a %s", type(row)) end
    near.options("run.report", row, { "key", "status", "message" })
    effects.tell("report", { key = row.key, status = row.status or "done", message = row.message })
end

run.rows = import "rows"
run.step = import("steps").run

return run
