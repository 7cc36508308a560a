-- Keeps recordings as a compliance department wants them: what is written beside each names nobody, each says until when it
-- is kept, and what is over or says too much is found.
--
--   patchbay plugin install examples/plugins/compliance-export
--   patchbay recordings export --since-last --rules examples/plugins/compliance-export/rules.lua
--   patchbay compliance-export due recordings
--   patchbay compliance-export check recordings

local fs, json, run, time = require "fs", require "json", require "run", require "time"

-- The JSON files beneath a folder, one after the other, as { path=, text= }.
local function metadata_beneath(folder)
    return coroutine.wrap(function()
        local folders = { folder }
        while #folders > 0 do
            local place = table.remove(folders)
            for _, entry in ipairs(fs.list(place)) do
                local path = fs.join(place, entry.name)
                if entry.folder then
                    folders[#folders + 1] = path
                elseif path:find("%.json$") then
                    coroutine.yield { path = path, text = fs.read(path) }
                end
            end
        end
    end)
end

-- Prints the files whose time is over. Nothing is deleted here: that is for whoever answers for it.
local function due(args)
    for file in metadata_beneath(args.folder) do
        local metadata = json.decode(file.text)
        local delete_by = metadata.delete_by and time.parse(metadata.delete_by)
        if delete_by and delete_by < args.on then
            print(("%s\t%s"):format(metadata.delete_by, file.path))
        end
    end
end

-- Whether a text holds what looks like a telephone number or an e-mail address, ids and times aside.
local function tells_too_much(text)
    text = text:gsub("%x+%-%x+%-%x+%-%x+%-%x+", ""):gsub("%d+%-%d+%-%d+T[%d:%.]+Z", "")
    return text:find("%+%d%d%d%d%d%d%d") or text:find("[%w%.]+@[%w%.]+")
end

-- Fails a row for each file that says more than it should, or not until when it is kept.
local function check(args)
    run.rows(metadata_beneath(args.folder), {
        key     = "path",
        label   = "metadata",
        results = args.results,
    }, function(file)
        local metadata = json.decode(file.text)
        if tells_too_much(file.text) then error("it holds a telephone number or an e-mail address", 0) end
        if not metadata.delete_by then error("it does not say until when the recording is kept", 0) end
        return { status = "good", delete_by = metadata.delete_by }
    end)
end

return {
    name        = "compliance-export",
    version     = "1.0.0",
    needs       = "1.0",
    summary     = "Redacted metadata and a time to keep for recordings, and what is due.",
    permissions = {},                                              -- nothing: its commands read the folders they are given
    modules     = { compliance = "compliance.lua" },               -- for rules of your own: require "compliance"
    commands    = {
        due = {
            about = "Lists the metadata of recordings whose time is over.",
            args  = {
                { "folder", "folder", required = true, help = "folder of an export" },
                { "--on",   "date",   default = "now", help = "the day that is asked for" },
            },
            run   = due,
        },
        check = {
            about = "Finds metadata that names people or has no end.",
            args  = {
                { "folder",    "folder", required = true, help = "folder of an export" },
                { "--results", "output", help = "file of a line for each" },
            },
            run   = check,
        },
    },
}
