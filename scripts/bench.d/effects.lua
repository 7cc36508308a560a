-- What one effect costs, there and back: a question that the host answers without work of its own to speak of.

local async = require "async"
local fs    = require "fs"
local run   = require "run"
local time  = require "time"

local COUNT, AT_ONCE = 20000, 1000

local function microseconds_each(body)
    local start = time.now()
    body()
    return (time.now() - start) * 1000 / COUNT
end

local function ask() assert(fs.exists(run.folder)) end

for _ = 1, 1000 do ask() end

print("sequential", microseconds_each(function()
    for _ = 1, COUNT do ask() end
end))

print("crowd", microseconds_each(function()
    local left = COUNT
    async.each(function()
        left = left - 1
        return left >= 0 and left or nil
    end, { concurrency = AT_ONCE }, ask)
end))
