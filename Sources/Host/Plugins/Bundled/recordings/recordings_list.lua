-- patchbay recordings list: what the ledger knows.

local records = require "records"
local tables  = require "tables"

return function(args)
    local printed = tables({ "state", "started", "queue", "agent", "bytes", "id", "why", "place" }, args.json)
    for record in records.each(args) do
        local row = records.row(record)
        if args.json then row.place = nil end
        printed.add(row)
    end
    printed.close()
end
