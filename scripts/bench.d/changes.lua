-- A thousand changes, other ones in each round: 600 users are patched, 200 work types made and 200 others updated.

local cc, run = require "cc", require "run"

local args = run.args {
    { "round",     "text", required = true, help = "what this round's values have in them" },
    { "--prepare", "flag",                  help = "make the work types that later rounds update, and nothing else" },
}

local function work_types(prefix)
    local list = {}
    for i = 1, 200 do
        list[i] = { name = ("%s %d"):format(prefix, i), workTypeCode = "WRAP_UP_CODE", active = true }
    end
    return list
end

local function check(results)
    for _, result in ipairs(results) do
        if not result.ok then error(result.error) end
    end
end

if args.prepare then
    check(cc.work_type.bulk_save(work_types "Kept"))
    return
end

local patches = {}
for user in cc.user.each() do
    patches[#patches + 1] = { id = user.id, mobile = "+49" .. args.round .. #patches }
    if #patches == 600 then break end
end
check(cc.user.bulk_patch(patches))
check(cc.work_type.bulk_save(work_types("Made " .. args.round)))

local updates = {}
for object in cc.work_type.each() do
    if object.name:find("^Kept ") then
        object.description = "round " .. args.round
        updates[#updates + 1] = object
    end
end
check(cc.work_type.bulk_save(updates))
