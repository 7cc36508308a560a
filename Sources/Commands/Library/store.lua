---@meta

---Values that outlive the run: each script's own, for each profile. JSON up to 1 MB under keys up to 512 bytes.
---@class store
local store = {}

---The value of a key; nil when there is none.
---@param key string
---@return any
function store.get(key) end

---Sets a value; nil removes it.
---@param key string
---@param value any
function store.set(key, value) end

---Gets a value and removes it. Of several who take, one gets it.
---@param key string
---@return any
function store.take(key) end

---Makes a new value of the one that is there, of all processes one at a time. The function may be called again, and may
---not wait; nil removes the value.
---@param key string
---@param fn fun(value: any): any
---@return any
function store.update(key, fn) end

return store
