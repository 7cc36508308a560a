---@meta

-- Values that several modules share.

---Milliseconds, or text such as `90s`, `5m`, `2h`, `7d`.
---@alias patchbay.duration integer | string

---Milliseconds since 1970.
---@alias patchbay.instant integer

---A list, or an iterator that gives one value at a time.
---@alias patchbay.source<T> T[] | fun(): T?

---What a failed call raises.
---@class patchbay.error
---@field kind "invalid" | "denied" | "not_found" | "ambiguous" | "conflict" | "in_use" | "forbidden" | "signed_out" | "rate_limited" | "unavailable" | "partial" | "in_doubt" | "timeout" | "cancelled" | "http" | string
---@field message string
---@field status? integer
---@field operation? string
---@field tracking_id? string
---@field hint? string
---@field answer? any

---A stored secret, good only as the address or a header of an `http` call, and for parameters that the API declares as
---secret.
---@class patchbay.secret

---Options of a request by method and path.
---@class patchbay.request_options
---@field strict? boolean false: nothing is checked before it is sent
---@field timeout? patchbay.duration
---@field all? boolean permits an operation that empties a whole collection
---@field save? string path of a permitted file that takes the answer as it came

---Options that every call takes, the last table of it.
---@class patchbay.options: patchbay.request_options
---@field v? integer an older version of the operation
---@field query? table parameters of the query, where the first table is the body

---@class patchbay.list_options: patchbay.options
---@field whole? boolean reads each object by its id too, where the list leaves arrays out
---@field of? string another operation with pages that is walked in the place of `list`

---@class patchbay.patch_options: patchbay.options
---@field bulk? boolean may share a request with other changes

---@class patchbay.bulk_options: patchbay.options
---@field batch? integer items of one request, 50 unless it is said

---@class patchbay.wait_options
---@field timeout? patchbay.duration
---@field every? patchbay.duration

---@class patchbay.lookup_options
---@field hint? string the way out that is told when a value is not there

---@class patchbay.bulk_outcome
---@field ok boolean
---@field id? string
---@field item? any
---@field error? patchbay.error

---@class patchbay.reference
---@field type string
---@field id string
---@field name? string
