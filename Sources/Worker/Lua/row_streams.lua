-- Sources that can go on behind a row that cannot be read: iterator -> iterator that gives such a row with the error as
-- `problem` in its origin, instead of raising it.

return setmetatable({}, { __mode = "k" })
