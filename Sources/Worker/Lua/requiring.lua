-- `require`: our own modules, those that lie beside the script, and those of plugins. Each plugin, and each file of rules, has
-- modules of its own: what it requires is looked for among its own files first, and is another's by no accident.

local native, import = ...
local effects = import "effects"

local requiring = {}

-- Loads text as people save it: a byte-order mark, or a first line that tells a shell what runs the file, is no Lua. The
-- line itself stays, so that all others keep their numbers.
function requiring.load_script(text, name, env)
    text = text:gsub("^\xef\xbb\xbf", ""):gsub("^#[^\n]*", "")
    local chunk, message
    if env then
        chunk, message = load(text, "@" .. name, "t", env)
    else
        chunk, message = load(text, "@" .. name, "t")
    end
    if not chunk then error(message, 0) end
    return chunk
end

-- What is being loaded: the innermost frame of each task, and the frame that a task waits for while another loads it.
local innermost, awaited = {}, {}

local function link(place, module)
    return ("%s requires %s"):format(place and place:gsub(":$", "") or "the script", module)
end

-- Whether what `frame` loads cannot end before the task goes on.
local function is_cycle(frame, task)
    while frame do
        if frame.task == task then return true end
        frame = awaited[frame.task]
    end
    return false
end

-- Where a module is required: the line, or the file alone where a tail call (`return require "x"`) has left no line of it, so
-- that `line` is the one that required that file.
local function required_at(line, inner)
    return inner and inner.path and line == inner.line and inner.path or line
end

-- Raises that a load waits for itself: `first` is where the circle begins, `last` is what closes it.
local function raise_cycle(first, last)
    local links, frame = {}, last
    while frame and frame ~= first do
        table.insert(links, 1, link(frame.place, frame.module))
        frame = frame.outer
    end
    effects.raise {
        kind = "invalid", message = ("module %s requires itself: %s"):format(last.module, table.concat(links, ", ")),
    }
end

-- Waits while another task loads the same. Raises where that waits for this one.
local function await(other, frame)
    local task = frame.task
    if is_cycle(other, task) then raise_cycle(other, frame) end
    other[#other + 1] = task
    awaited[task] = other
    local ok, problem = pcall(effects.park)
    awaited[task] = nil
    if not ok then error(problem, 0) end
end

-- Runs a load as the innermost of its task, and wakes who waited for it.
local function load_as(frame, fn)
    innermost[frame.task] = frame
    local outcome = table.pack(pcall(fn))
    innermost[frame.task] = frame.outer
    return table.unpack(outcome, 1, outcome.n)
end

local globals, public, ours
local homes = {}

-- What those share whose modules are looked for in the same place. `origin` names it for the host; nil for the script's own.
local function home_of(origin)
    local home = homes[origin or ""]
    if home then return home end
    home = { loading = {}, files = {}, opening = {}, package = { loaded = {}, preload = {} } }
    homes[origin or ""] = home
    local package, loading = home.package, home.loading

    local function load_module(module, frame)
        local file, text = effects.ask("require", "module", { name = module, from = origin })
        frame.path = file.path
        -- A module that a plugin gives to others is one for all of them, and requires as its own code does.
        local place = home_of(file.origin or origin)
        local files, opening = place.files, place.opening
        while files[file.path] == nil and opening[file.path] do await(opening[file.path], frame) end
        if files[file.path] ~= nil then return files[file.path], file.path end
        local chunk = requiring.load_script(text, file.path, place.env)
        if file.origin then opening[file.path] = frame end
        local ok, known = pcall(chunk, module, file.path)
        opening[file.path] = nil
        if not ok then error(known, 0) end
        if known == nil then known = true end
        if file.origin then files[file.path] = known end
        return known, file.path
    end

    local function require(module)
        if type(module) ~= "string" then
            effects.raise { kind = "invalid", message = "require takes the name of a module, not a " .. type(module) }
        end
        local loaded = package.loaded
        if loaded[module] ~= nil then return loaded[module] end
        if package.preload[module] then
            local value = package.preload[module](module, ":preload:")
            loaded[module] = value == nil and true or value
            return loaded[module]
        end
        if public[module] then
            loaded[module] = ours(module)
            return loaded[module]
        end
        local task = native.task()
        local line, outer = native.where(), innermost[task]
        local frame = { task = task, module = module, line = line, place = required_at(line, outer), outer = outer }
        if loading[module] then
            await(loading[module], frame)
            return require(module)
        end
        loading[module] = frame
        local ok, value, path = load_as(frame, function() return load_module(module, frame) end)
        loading[module] = nil
        for _, waiter in ipairs(frame) do native.wake(waiter) end
        if not ok then error(value, 0) end
        loaded[module] = value
        return value, path
    end

    home.require = require
    for _, library in ipairs { "string", "table", "math", "utf8", "coroutine", "os", "debug" } do
        package.loaded[library] = globals[library]
    end
    package.loaded._G = globals
    if origin then
        home.env = setmetatable({ require = require, package = package }, { __index = globals, __newindex = globals })
    end
    return home
end

-- Begins with the globals of the script, the names that all may require, and who gives these modules. Returns the script's own
-- `package` and `require`.
function requiring.begin(script_globals, public_names, give)
    globals, public, ours = script_globals, public_names, give
    local home = home_of(nil)
    return home.package, home.require
end

-- The environment of code that has modules of its own.
function requiring.environment(origin) return home_of(origin).env end

return requiring
