-- Buckets as scripts describe them: what `s3.bucket` gives, and what the host is sent of it.

local _, import = ...
local effects, near, secrets = import "effects", import "near", import "secrets"

local buckets = {}

local FIELDS = {
    "bucket", "prefix", "endpoint", "region", "key_id", "secret", "token", "storage_class", "kms_key", "path_style",
}
-- What must be a handle: as text it would stand in the script.
local SECRETS = { secret = true, token = true }

-- What is sent of each bucket: a script cannot change it, and reads no secret in it.
local descriptions = setmetatable({}, { __mode = "k" })

local Bucket = { __name = "bucket", __metatable = "bucket" }

function Bucket.__tostring(bucket)
    local sent = descriptions[bucket]
    return "s3://" .. sent.bucket .. (sent.prefix and "/" .. sent.prefix or "")
end

-- A field as the host takes it.
local function field(who, name, value)
    if SECRETS[name] then
        local parts = secrets.sendable(value)
        if parts == value then
            effects.invalid("%s: %s must be the handle of a stored secret: an argument of type secret", who, name)
        end
        return parts
    end
    local wanted = name == "path_style" and "boolean" or "string"
    if type(value) ~= wanted then
        effects.invalid("%s: %s is %s, not a %s", who, name, wanted == "string" and "text" or "true or false", type(value))
    end
    return value
end

-- Describes a bucket; nothing is asked of it yet.
function buckets.describe(who, fields)
    fields = near.options(who, fields, FIELDS)
    for _, name in ipairs { "bucket", "key_id", "secret" } do
        if fields[name] == nil then effects.invalid("%s needs %s", who, name) end
    end
    local sent = {}
    for name, value in pairs(fields) do sent[name] = field(who, name, value) end
    local bucket = setmetatable({}, Bucket)
    descriptions[bucket] = sent
    return bucket
end

-- A bucket as the host takes it; nil for what is none.
function buckets.sendable(value) return descriptions[value] end

return buckets
