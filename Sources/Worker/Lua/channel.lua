-- A channel: what one coroutine sends, another receives, and at most `room` values lie between them.

local native, import = ...
local effects = import "effects"

local Channel = {}
Channel.__index = Channel
Channel.__name = "channel"

-- Waits until `wake_first` comes to this place in the line. Who leaves the line otherwise, being cancelled, takes the place
-- away: a wake spent on it would be lost to those behind.
local function wait_in(line)
    local place = { task = native.task() }
    line[#line + 1] = place
    local ok, problem = pcall(effects.park)
    if not place.woken then
        for i = #line, 1, -1 do
            if line[i] == place then table.remove(line, i) end
        end
    end
    if not ok then error(problem, 0) end
end

local function wake_first(line)
    local place = table.remove(line, 1)
    if not place then return end
    place.woken = true
    native.wake(place.task)
end

function Channel:send(value)
    if value == nil then effects.invalid("a channel cannot carry nil") end
    while self.last - self.first + 1 >= self.room and not self.closed do wait_in(self.senders) end
    if self.closed then effects.invalid("the channel is closed: nothing can be sent any more") end
    self.last = self.last + 1
    self.values[self.last] = value
    wake_first(self.receivers)
end

-- The next value; nil when the channel is closed and empty.
function Channel:receive()
    while self.last < self.first do
        if self.closed then return nil end
        wait_in(self.receivers)
    end
    local value = self.values[self.first]
    self.values[self.first] = nil
    self.first = self.first + 1
    wake_first(self.senders)
    return value
end

function Channel:close()
    self.closed = true
    while #self.receivers > 0 do wake_first(self.receivers) end
    while #self.senders > 0 do wake_first(self.senders) end
end

function Channel:each()
    return function() return self:receive() end
end

return function(room)
    room = room or 1
    if math.type(room) ~= "integer" or room < 1 then
        effects.invalid("async.channel takes how many values it may hold, a whole number from 1, not %s", tostring(room))
    end
    return setmetatable({ room = room, values = {}, first = 1, last = 0, senders = {}, receivers = {} }, Channel)
end
