---@meta

---Exports of recordings: what `patchbay recordings export` does, for scripts. The bundled plugin `recordings` has it.
---@class exporting
local exporting = {}

---@class exporting.options
---@field from? patchbay.instant start of the window; with since_last it may be left out
---@field to? patchbay.instant end of the window, itself not included; the run's start when left out
---@field since_last? boolean from where the last whole export of the same options ended
---@field look_back? integer milliseconds: how long after a contact a recording of it may still turn up; two days
---@field channels? string[]
---@field queues? string[] names or ids
---@field teams? string[] names or ids
---@field agents? string[] names or ids
---@field directions? string[]
---@field min_duration? integer milliseconds: leave shorter recordings out
---@field segments? boolean each segment by itself
---@field consult? boolean
---@field virtual_agents? boolean
---@field transcripts? boolean
---@field rules? string[] Lua files that decide what is kept and how it is named
---@field name? string template of the names, where no rule gives one
---@field out? string folder of the manifest and the recordings; `recordings` when left out
---@field folder? string | false the folder that recordings go to, where it is not `out`; false: none
---@field sinks? any[] buckets of `s3.bucket`, or names such as "archive-sink/archive"
---@field dry_run? boolean say what would be saved, and save nothing
---@field concurrency? integer recordings under way at once; 8
---@field bandwidth? string bytes a second that all downloads have together, such as "10M"
---@field limit? integer end after so many recordings
---@field audio? boolean what each WAV file sounds like into the manifest

---Exports the recordings of a window. What was exported before is not asked for again; what fails is told in the manifest.
---@param options exporting.options
---@return table<string, integer> how many rows there were by status, and `total`
function exporting.run(options) end

return exporting
