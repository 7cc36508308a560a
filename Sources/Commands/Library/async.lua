---@meta

---Several things at a time.
---@class async
local async = {}

---@class async.options
---@field concurrency? integer
---@field progress? string label of a progress line

---Does `fn` for each item, and keeps nothing.
---@param source patchbay.source<any>
---@param options async.options
---@param fn fun(item: any, index: integer)
---@return integer count
---@overload fun(source: patchbay.source<any>, fn: fun(item: any, index: integer)): integer
function async.each(source, options, fn) end

---What `fn` returns for each item, in the order of the source.
---@param source patchbay.source<any>
---@param options async.options
---@param fn fun(item: any, index: integer): any
---@return any[]
---@overload fun(source: patchbay.source<any>, fn: fun(item: any, index: integer): any): any[]
function async.map(source, options, fn) end

---Does all functions at once; one value of each.
---@param ... fun(): any
---@return any ...
function async.all(...) end

---@class async.task
local task = {}

---Waits for its end, and gives what it returned or raises what it raised.
---@return any ...
function task:wait() end

function task:cancel() end

---@param fn fun(...: any): any
---@param ... any
---@return async.task
function async.spawn(fn, ...) end

---In a plan nobody waits: the time passes at once, and time.now() is ahead by it.
---@param duration patchbay.duration
function async.sleep(duration) end

---What `fn` returns, or an error of kind `timeout`.
---@param duration patchbay.duration
---@param fn fun(): any
---@return any ...
function async.timeout(duration, fn) end

---@class async.channel
local channel = {}

---@param value any
function channel:send(value) end

---The next value; nil when the channel is closed and empty.
---@return any
function channel:receive() end

function channel:close() end

---@return fun(): any
function channel:each() end

---A channel that holds so many values.
---@param room? integer
---@return async.channel
function async.channel(room) end

return async
