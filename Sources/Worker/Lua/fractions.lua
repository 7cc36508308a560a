-- How far a source has been taken, for those that can tell: source -> function that answers 0 to 1.

return setmetatable({}, { __mode = "k" })
