local rules = {}

function rules.keep(task, capture) return capture.id ~= "short", "too short" end

function rules.path() error("the first that names it counts") end

function rules.metadata(task, capture)
    if capture.id == "plain" then return { "a list" } end
    return { queue = task.queue }
end

return rules
