---@meta

---Buckets of S3 and of services like it: only where the run was granted their host.
---@class s3
local s3 = {}

---A bucket, or what lies beneath a prefix of it: a sink of recordings.
---@class s3.bucket

---@class s3.bucket_fields
---@field bucket string
---@field prefix? string where in the bucket
---@field endpoint? string such as `https://minio.example.com:9000`; AWS where there is none
---@field region? string needed for AWS
---@field key_id string
---@field secret patchbay.secret
---@field token? patchbay.secret the session token of keys that were lent
---@field storage_class? string such as `STANDARD_IA`
---@field kms_key? string the id of a KMS key by which objects are encrypted
---@field path_style? boolean whether the bucket stands in the path; by default where the service is not AWS

---@class s3.object
---@field location string `s3://bucket/key`
---@field bytes integer
---@field sha256? string where the service knows it

---Describes a bucket. Nothing is asked of it yet.
---@param fields s3.bucket_fields
---@return s3.bucket
function s3.bucket(fields) end

---Puts a file under a key, beneath the bucket's prefix. In a plan it is held back.
---@param bucket s3.bucket
---@param key string
---@param path string a file that the run may read
---@return s3.object
function s3.put(bucket, key, path) end

---What lies under a key; nil where nothing does.
---@param bucket s3.bucket
---@param key string
---@return s3.object?
function s3.head(bucket, key) end

return s3
