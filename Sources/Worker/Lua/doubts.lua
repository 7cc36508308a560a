-- Creates of an earlier attempt whose answer was lost: looked for by the field that tells such objects apart, and adopted
-- where they are there.

local native, import = ...
local effects = import "effects"

-- What the call answers once each of its doubts { write=, key=, value=, ids= } is settled.
return function(resource, effect, doubts)
    local walking, finding = import "walking", import "finding"
    local function walk(ids, parameters, options) return walking(resource, ids, parameters, options) end
    for _, doubt in ipairs(doubts) do
        local found = finding.find(resource, walk, doubt.ids, { [doubt.key] = doubt.value }, nil, "create")
        effects.ask(effect.operation, "settle", { write = doubt.write, found = found or native.json_null })
    end
    local head, body = effects.ask(effect.operation, "call", effect)
    if head and head.doubts then
        effects.raise {
            kind = "in_doubt", operation = effect.operation, message = "what was looked for is still in doubt",
        }
    end
    return head, body
end
