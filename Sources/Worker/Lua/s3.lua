-- Buckets of S3 and of services like it, where the run was granted their host: sinks of recordings, and objects of a
-- script's own.

local _, import = ...
local effects, buckets = import "effects", import "buckets"

local s3 = {}

-- Describes a bucket; nothing is asked of it yet.
function s3.bucket(fields) return buckets.describe("s3.bucket", fields) end

local function described(who, bucket)
    local sent = buckets.sendable(bucket)
    if not sent then effects.invalid("%s takes a bucket of s3.bucket, not a %s", who, type(bucket)) end
    return sent
end

local function checked_key(who, key)
    if type(key) ~= "string" or key == "" then effects.invalid("%s takes a key behind the bucket, as text", who) end
    return key
end

-- Puts a file that the run may read under a key, beneath the bucket's prefix.
function s3.put(bucket, key, path)
    local who = "s3.put"
    local sent = described(who, bucket)
    if type(path) ~= "string" then effects.invalid("%s takes the path of a file behind the key, not a %s", who, type(path)) end
    return (effects.ask(who, "s3_put", { bucket = sent, key = checked_key(who, key), path = path }))
end

-- What lies under a key; nil where nothing does.
function s3.head(bucket, key)
    local who = "s3.head"
    local found = effects.ask(who, "s3_head", { bucket = described(who, bucket), key = checked_key(who, key) })
    return found.bytes and found or nil
end

return s3
