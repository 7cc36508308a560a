-- Rules of an export, in files of their own: which tasks and recordings are wanted, how they are named, what is written beside
-- them. They run in a worker that may do nothing but answer; a rule that fails is told in the answer for its item alone.

local native, import = ...
local effects, near = import "effects", import "near"

local function list_of(who, items)
    if type(items) ~= "table" or #items == 0 and next(items) ~= nil then
        effects.invalid("%s takes a list, not a %s", who, type(items) == "table" and "table with names" or type(items))
    end
    return native.json_list(table.move(items, 1, #items, 1, {}))
end

-- Verdicts where no file has anything to say.
local function all_kept(items)
    local verdicts = {}
    for i = 1, #items do verdicts[i] = { keep = true } end
    return verdicts
end

-- The rules of some files, in order; `files` is a path or a list of paths that the script may read.
return function(files)
    if type(files) == "string" then files = { files } end
    local loaded = effects.ask("recordings.rules", "rules_load", { files = list_of("recordings.rules", files) })

    local function ask(name, items)
        local _, answers = effects.ask("rules." .. name, "rules_call", {
            rules = loaded.id, ["function"] = name, items = list_of("rules." .. name, items),
        })
        return answers
    end

    local rules = { files = loaded.files, hash = loaded.hash }

    -- Which tasks recordings are asked for at all: a list of { keep=, rule=, reason=, problem= } in the order of the tasks.
    function rules.select(tasks)
        if not loaded.has.select then return all_kept(list_of("rules.select", tasks)) end
        return ask("select", tasks)
    end

    -- What becomes of recordings: a list of { keep=, rule=, reason=, path=, metadata=, problem= } in their order.
    function rules.judge(captures)
        if not (loaded.has.keep or loaded.has.path or loaded.has.metadata) then
            return all_kept(list_of("rules.judge", captures))
        end
        return ask("judge", captures)
    end

    -- Tells the rules that a recording is safe everywhere. Returns what went wrong with that, as text, or nil.
    function rules.after(file, capture)
        if not loaded.has.after then return nil end
        local problems = ask("after", { { file = file, capture = capture } })[1]
        return #problems > 0 and table.concat(problems, "; ") or nil
    end

    return setmetatable(rules, {
        __index = function(_, key)
            effects.invalid("there is no rules.%s%s", near.shown(key), near.hint(key, near.fields(rules), "rules."))
        end,
    })
end
