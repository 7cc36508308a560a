-- Objects that hold less than the service has of them: object -> why. Sent back, they would erase what they lack.

return setmetatable({}, { __mode = "k" })
