-- patchbay recordings export

local exporting = require "exporting"
local given     = require "given"

return function(args, settings) exporting.run(given(args, settings)) end
