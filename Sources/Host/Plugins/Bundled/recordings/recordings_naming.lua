-- Names of recordings: from a rule, or from the template; and what keeps one from being a name in the folder.

local recordings = require "recordings"

local wrong = require "wrong"

local naming = {}

-- What Windows keeps for devices: a file so named could not be copied there.
local RESERVED = { con = true, prn = true, aux = true, nul = true }
for i = 1, 9 do RESERVED["com" .. i], RESERVED["lpt" .. i] = true, true end

local function part_problem(part)
    if part == "" or part == "." then return "it has an empty part" end
    if part == ".." then return "it leaves the folder of the export" end
    if #part > 255 then return ("a part of it has %d bytes, and file systems take 255"):format(#part) end
    if part:find("%c") then return "it holds control characters" end
    if part:find("[. ]$") then return ("%q ends with a dot or a blank, which not every file system takes"):format(part) end
    if RESERVED[part:match("^[^.]*"):gsub(" +$", ""):lower()] then return ("Windows keeps the name %s for a device"):format(part) end
end

-- Why a path is no name of a file beneath the folder, or nil. The host refuses such a name too; this says it before anything
-- is downloaded.
function naming.problem(path)
    if path == "" then return "it is empty" end
    if path:sub(1, 1) == "/" then return "it leaves the folder of the export" end
    if not utf8.len(path) then return "it is no UTF-8" end
    if #path > 4000 then return ("it has %d bytes, and 4000 are the most"):format(#path) end
    for part in (path .. "/"):gmatch("([^/]*)/") do
        local problem = part_problem(part)
        if problem then return problem end
    end
end

-- The name of a capture: of what a rule said, parts or text, else of the template.
function naming.path(capture, said, template)
    if type(said) == "string" then return said end
    return recordings.name(capture, said or template)
end

-- Refuses a template that is wrong for every recording, before anything is asked.
function naming.check(template)
    local task = { id = "task", started = 0 }
    local ok, problem = pcall(recordings.name, {
        id = "capture", task = task, kind = "recording", call_type = "main", extension = ".wav", started = 0,
    }, template)
    if not ok then wrong("see --name", "%s", type(problem) == "table" and problem.message or problem) end
end

-- Where the JSON beside a file stands.
local function beside(path)
    local stem, ending = path:match("^(.*[^/])(%.[^./]*)$")
    return (stem and ending ~= ".json" and stem or path) .. ".json"
end

-- Names that were given: `claim(path, id)` answers who has the name already, or that of the JSON beside it, compared as file
-- systems without capitals do.
function naming.claims()
    local owners = {}
    for _, name in ipairs { "manifest.csv", "manifest.jsonl" } do owners[name] = "the manifest" end
    return function(path, id)
        local places = { path:lower(), beside(path):lower() }
        for _, place in ipairs(places) do
            if owners[place] and owners[place] ~= id then return owners[place] end
        end
        for _, place in ipairs(places) do owners[place] = id end
    end
end

return naming
