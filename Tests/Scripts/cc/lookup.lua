-- A lookup reads its list once; case and outer blanks do not matter; what is not there raises with near names.
local cc, async, json = require "cc", require "async", require "json"

local function fails(kind, pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    assert(err.kind == kind, tostring(err.kind))
    return err
end

local ids = {}
for team in cc.team.each() do ids[team.name] = team.id end
local team = cc.team.lookup("name", "id")
local found = async.map({ "Support", " SUPPORT ", "support\t" }, team)
for i = 1, 3 do assert(found[i] == ids.Support) end
assert(team(nil) == nil and team(cc.null) == cc.null)
assert(json.encode(team({})) == "[]")
local list = team({ "billing", "Sales" })
assert(#list == 2 and list[1] == ids.Billing and list[2] == ids.Sales)

local err = fails("not_found", 'lookup.lua:%d+: team.lookup: there is no team with name "Suport"; did you mean Support%?', team, "Suport")
assert(err.operation == "team.lookup")
fails("not_found", "there is no team with name \"\"", team, "")
fails("not_found", "did you mean Sales", team, { "Support", "Salse" })
fails("invalid", "a value is text, not a boolean", team, true)
fails("invalid", "takes the name of the field", cc.team.lookup)
fails("invalid", "team.lookup has no option hnt; did you mean hint", cc.team.lookup, "name", "id", { hnt = 1 })
fails("invalid", "no team has a field nme with text in it", cc.team.lookup("nme", "id"), "Support")
fails("invalid", "the team Support has no idd", cc.team.lookup("name", "idd"), "Support")

-- Without a second field the object itself, also with options in its place.
local user = cc.user.lookup("email", { hint = "ask somebody" })
local first = cc.user.list()[1]
assert(user(first.email:upper()).id == first.id)
assert(fails("not_found", "ask somebody", user, "x@y").hint == "ask somebody")

-- Two of one value raise when they are asked for, and not before.
local by_last_name = cc.user.lookup("lastName", "id")
local counts, double, single = {}, nil, nil
for each in cc.user.each() do counts[each.lastName] = (counts[each.lastName] or 0) + 1 end
for name, count in pairs(counts) do
    if count > 1 then double = name else single = name end
end
if single then assert(by_last_name(single)) end
if double then fails("ambiguous", "more than one user has lastName", by_last_name, double) end
cc.user.patch(first.id, { mobile = "Ärger" })
assert(cc.user.lookup("mobile", "id")("äRGER") == first.id)
