-- What a worker does with the code of a plugin, or with rules: the host says as which of these it was started.

local _, import, facts = ...
local effects, near, requiring, serving = import "effects", import "near", import "requiring", import "serving"

-- The function that a call means: its path within the manifest, such as hooks.row_failed or sinks.vault.put.
local function found(manifest, path)
    local value = manifest
    for name in path:gmatch("[^/]+") do value = type(value) == "table" and value[name] or nil end
    return type(value) == "function" and value or nil
end

local roles = {}

-- One of its commands, as a script of its own.
function roles.command(manifest, settings)
    local command = type(manifest.commands) == "table" and manifest.commands[facts.plugin.command]
    if type(command) ~= "table" or type(command.run) ~= "function" then
        effects.invalid("%s has no command %s", facts.plugin.name, near.shown(facts.plugin.command))
    end
    local declaration = { about = command.about }
    for position, argument in ipairs(command.args or {}) do declaration[position] = argument end
    command.run(import("run").args(declaration), settings)
end

-- Its hooks and sinks, when the host calls them.
function roles.serve(manifest, settings)
    serving.run(function(path, arguments)
        if path == "ready" then return true end
        local fn = found(manifest, path)
        if not fn then return false, ("%s has no function %s"):format(facts.plugin.name, path) end
        arguments[#arguments + 1] = settings
        return serving.call(fn, table.unpack(arguments))
    end)
end

return function(source, name)
    if facts.plugin.role == "rules" then return import("rules_work")() end
    if facts.plugin.role == "manifest" then return import("plugin_manifest")(requiring.load_script(source, name)()) end
    local manifest = requiring.load_script(source, name)()
    if type(manifest) ~= "table" then effects.invalid("%s returns a table, not a %s", name, type(manifest)) end
    roles[facts.plugin.role](manifest, import("settings")())
end
