-- patchbay recordings forget: recordings taken out of the ledger.

local log        = require "log"
local recordings = require "recordings"

local wrong = require "wrong"

return function(args)
    local has_ids = args.ids and #args.ids > 0
    if not has_ids and not args.state and not args.before then
        wrong("name ids, --state or --before", "nothing was named to be forgotten")
    end
    if has_ids and (args.state or args.before) then
        wrong("leave one of the two out", "ids were named, and --state or --before besides")
    end
    for _, id in ipairs(args.ids or {}) do
        if not recordings.ledger.record(id) then
            wrong("see patchbay recordings list", "the ledger knows no recording %s", id)
        end
    end
    local count = recordings.ledger.forget(has_ids and args.ids or { state = args.state, to = args.before })
    log.info(("%d forgotten; the files stay"):format(count))
end
