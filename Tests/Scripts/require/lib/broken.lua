local a = 1
local = 2
