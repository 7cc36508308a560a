-- JSON to Lua and back, in MB a second of CPU time: our json in a worker, lua-cjson in plain Lua; the same document.

local found, json = pcall(require, "cjson")
if not found then json = require "json" end

local ROUNDS = 30

local function id(number, kind) return ("%08x-%s-4000-8000-%012x"):format(number * 2654435761 % 2 ^ 32 // 1, kind, number) end

-- A page of a thousand tasks, as the service writes them.
local tasks = {}
for i = 1, 1000 do
    tasks[i] = table.concat {
        '{"id":"', id(i, "7a5c"), '","attributes":{"owner":{"id":"', id(i % 50, "05e7"), '","name":"Agent ', i % 50,
        '"},"queue":{"id":"', id(i % 9, "90e0"), '","name":"Gespr\\u00e4che \\"', i % 9, '\\""},"channelType":"telephony",',
        '"status":"completed","createdTime":', 1700000000000 + i * 997, ',"lastUpdatedTime":', 1700000061000 + i * 997,
        ',"captureRequested":', i % 3 == 0 and "false" or "true", ',"origin":"+1408555', 1000 + i, '","destination":null,',
        '"direction":"inbound","score":', i / 7, ',"tags":["a","b"],"skills":{}}}',
    }
end
local text = '{"meta":{"orgId":"' .. id(1, "0064") .. '"},"data":[' .. table.concat(tasks, ",") .. "]}"

local function rate(body)
    body()
    local start = os.clock()
    for _ = 1, ROUNDS do body() end
    return #text * ROUNDS / 1e6 / (os.clock() - start)
end

local value = json.decode(text)
assert(#value.data == 1000 and value.data[1000].attributes.createdTime == 1700000997000)

print("decode", rate(function() json.decode(text) end))
print("encode", rate(function() json.encode(value) end))
