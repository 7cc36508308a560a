-- What points at an object: { type=, id=, name= } each, with type the name of a resource of ours.

local _, import = ...
local answers, arguments, calls, once, paging =
    import "answers", import "arguments", import "calls", import "once", import "paging"
local effects = import "effects"

-- The service's own names of kinds of objects, and ours.
local names = once(function() return (effects.ask("references", "entities", {})) or {} end)

-- Our name of a kind of object; one that has none keeps the service's, in our spelling.
local function resource_of(entity)
    local plain = entity:lower():gsub("[^%w]", "")
    return names()[plain] or (entity:lower():gsub("[^%w]", "_"))
end

-- The pages of references of one kind, or of all, with the first one already here if it is given.
local function pages(resource, ids, parameters, options, first)
    return paging.each(function(extra, address)
        if not extra and first then return table.unpack(first) end
        local body, head =
            calls.with(resource, "references", ids, arguments.merged(parameters, extra), options, address)
        return answers.objects(resource.name .. ".references", head, body, "references"), body, head
    end, parameters)
end

-- The kinds of objects that an answer speaks of.
local function kinds_of(body)
    local kinds = {}
    for _, entity in ipairs(answers.object(answers.object(body.meta).referencedEntities)) do
        kinds[#kinds + 1] = answers.text(entity)
    end
    return kinds
end

-- The kinds to ask for one by one, each with its pages: an entry of an answer does not say what kind it is, but there is a
-- parameter `type`. Of a single kind, the first page is good already.
local function kinds_and_pages(resource, ids, parameters, options)
    local body, head = calls.with(resource, "references", ids, parameters, options)
    local list = answers.objects(resource.name .. ".references", head, body, "references")
    local kinds = kinds_of(body)
    if parameters and parameters.type then kinds = { parameters.type } end
    if #kinds <= 1 then
        return { { kind = kinds[1], pages = pages(resource, ids, parameters, options, { list, body, head }) } }
    end
    local all = {}
    for i, kind in ipairs(kinds) do
        local asked = arguments.merged(parameters, { type = kind })
        all[i] = { kind = kind, asked = asked }
    end
    return all
end

-- An iterator of all references to an object.
return function(resource, ids, parameters, options)
    local kinds, position
    return function()
        if not kinds then kinds, position = kinds_and_pages(resource, ids, parameters, options), 1 end
        while kinds[position] do
            local kind = kinds[position]
            kind.pages = kind.pages or pages(resource, ids, kind.asked, options)
            local entry = kind.pages()
            if entry then
                return { type = kind.kind and resource_of(kind.kind), id = answers.text(entry.id), name = answers.text(entry.name) }
            end
            position = position + 1
        end
        return nil
    end
end
