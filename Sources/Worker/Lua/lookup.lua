-- lookup: a field of a resource turned into another, or into the object. One walk of the list, at first use, for all.

local native, import = ...
local effects, near, once, fold, calls = import "effects", import "near", import "once", import "folding", import "calls"

local null = native.json_null

-- Names that are not there and for which near ones are sought: comparing with a whole list takes time.
local MOST_HINTS = 50

-- The list by the folded values of `field`: entries of { value=, id=, result= }, and all values for near names.
local function index_of(resource, each, ids, field, give)
    local index, values, objects = {}, {}, 0
    for object in each(ids) do
        objects = objects + 1
        local value = object[field]
        if type(value) == "number" then value = tostring(value) end
        if type(value) == "string" then
            local result = object
            if give then result = object[give] end
            local entry = { value = value, id = object.id, result = result }
            local key = fold(value)
            index[key] = index[key] or {}
            table.insert(index[key], entry)
            values[#values + 1] = value
        end
    end
    if objects > 0 and #values == 0 then
        effects.invalid("%s.lookup: no %s has a field %s with text in it", resource.name, resource.name, field)
    end
    return { index = index, values = values }
end

-- The one entry that is meant: the only one, or of several the one that is written just so.
local function choose(operation, resource, field, entries, text)
    if #entries == 1 then return entries[1] end
    local exact = {}
    for _, entry in ipairs(entries) do
        if entry.value == text then exact[#exact + 1] = entry end
    end
    if #exact == 1 then return exact[1] end
    effects.raise {
        kind = "ambiguous", operation = operation,
        message = ("more than one %s has %s \"%s\": %s and %s"):format(
            resource.name, field, effects.readable(text), tostring(entries[1].id), tostring(entries[2].id)),
        hint = "give each a name of its own",
    }
end

-- The ids of the list's path, the field, and what to give of ids… field [give]: the host knows how many ids there are.
local function sorted_texts(resource, operation, texts)
    local count = #texts <= 1 and 0 or calls.facts(resource, "list").ids or 0
    if #texts < count + 1 or #texts > count + 2 then
        effects.invalid("%s takes the name of the field to look up, and of the one to give", operation)
    end
    return table.move(texts, 1, count, 1, {}), texts[count + 1], texts[count + 2]
end

-- `each(ids)` lists the resource. `give` is left out for the whole object. `options.hint` is the way out that is told when a
-- value is not there.
return function(resource, each, ...)
    local operation = resource.name .. ".lookup"
    local given, texts = table.pack(...), {}
    while type(given[#texts + 1]) == "string" do texts[#texts + 1] = given[#texts + 1] end
    local options = given[#texts + 1]
    if #texts == 0 or (options ~= nil and type(options) ~= "table") or given.n > #texts + 1 then
        effects.invalid("%s takes the name of the field to look up, and of the one to give", operation)
    end
    options = near.options(operation, options, { "hint" })
    local field, give
    local list = once(function()
        local ids
        ids, field, give = sorted_texts(resource, operation, texts)
        return index_of(resource, each, ids, field, give)
    end)
    local misses = 0

    local function missing(text)
        misses = misses + 1
        local question = misses <= MOST_HINTS and near.hint(text, list().values) or ""
        effects.raise {
            kind = "not_found", operation = operation, hint = options.hint,
            message = ("there is no %s with %s \"%s\"%s"):format(resource.name, field, effects.readable(text), question),
        }
    end

    local function one(value)
        if math.type(value) == "integer" then value = tostring(value) end
        if type(value) ~= "string" then effects.invalid("%s: a value is text, not a %s", operation, type(value)) end
        local entries = list().index[fold(value)]
        if not entries then missing(value) end
        local entry = choose(operation, resource, field, entries, value)
        if entry.result == nil then
            effects.invalid("%s: the %s %s has no %s", operation, resource.name, effects.readable(value), give)
        end
        return entry.result
    end

    return function(value)
        if value == nil or value == null then return value end
        if type(value) ~= "table" then return one(value) end
        local results = {}
        for position, item in ipairs(value) do results[position] = one(item) end
        return native.json_list(results)
    end
end
