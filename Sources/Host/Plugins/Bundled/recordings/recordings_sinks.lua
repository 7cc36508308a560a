-- The places that recordings go to besides the folder, from the words of --sink.

local checked = require "checked"
local wrong   = require "wrong"

local sinks = {}

-- Each option of a bucket: from the command, else from the plugin's settings.
local function bucket_option(args, settings, name)
    -- A flag that was not typed is false, which says nothing of how the bucket is reached.
    return args["s3_" .. name] or settings["s3_" .. name] or nil
end

local function bucket(word, args, settings)
    local name, prefix = word:match("^s3://([^/]+)/?(.*)$")
    if not name then
        wrong("write s3://BUCKET/PREFIX", "--sink %s names no bucket", word)
    end
    prefix = prefix:gsub("/+$", "")
    for part in prefix:gmatch("[^/]*") do
        if part == "." or part == ".." then wrong("write the prefix as it is to be", "--sink %s: %s is no part of a prefix", word, part) end
    end
    local asked = { bucket = name, prefix = prefix ~= "" and prefix or nil }
    for _, option in ipairs { "endpoint", "region", "key_id", "secret", "token", "storage_class", "kms_key", "path_style" } do
        asked[option] = bucket_option(args, settings, option)
    end
    if not asked.key_id or not asked.secret then
        wrong("say --s3-key-id and --s3-secret, or keep them: patchbay plugin set recordings --s3-key-id …",
            "--sink %s: the access key of the bucket is not known", word)
    end
    -- Loaded here: an export into a folder alone needs none of it.
    return require("s3").bucket(asked)
end

-- The sinks of an export, in the order of its words; raises for a word that is none.
function sinks.of(args, settings)
    local made, seen = {}, {}
    for _, word in ipairs(rawget(args, "sink") or {}) do
        if seen[word] then
            -- The same place twice is one place.
        elseif word:find("^s3:") then
            made[#made + 1] = checked(bucket, word, args, settings)
        elseif word:find("^[%l][%l%d-]*/[^/]+$") then
            made[#made + 1] = word
        else
            wrong("write s3://BUCKET/PREFIX, or PLUGIN/SINK for one of a plugin", "--sink %s is no sink", word)
        end
        seen[word] = true
    end
    return made
end

return sinks
