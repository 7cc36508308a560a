---@meta

---Recordings: tasks and captures as flat tables, names for files, and downloads that stream to disk.
---@class recordings
local recordings = {}

---@class recordings.task
---@field id string
---@field queue? string
---@field queue_id? string
---@field agent? string
---@field agent_id? string
---@field channel? string
---@field direction? string
---@field status? string
---@field started? patchbay.instant
---@field updated? patchbay.instant
---@field origin? string
---@field destination? string
---@field reason? string
---@field raw table as Webex sent it

---@class recordings.capture
---@field id string
---@field task recordings.task
---@field kind "recording" | "transcript"
---@field call_type? string
---@field segment? string | integer
---@field started? patchbay.instant
---@field ended? patchbay.instant
---@field duration? integer
---@field participants any[]
---@field sensitive? boolean
---@field extension string
---@field raw table as Webex sent it

---@class recordings.tasks_options
---@field from patchbay.instant
---@field to? patchbay.instant
---@field channels? string[]
---@field queues? string | string[]
---@field agents? string | string[]
---@field directions? string | string[]

---The tasks of a window of time, ascending.
---@param options recordings.tasks_options
---@return fun(): recordings.task?
function recordings.tasks(options) end

---@class recordings.captures_options
---@field segments? boolean each segment by itself
---@field consult? boolean
---@field transcripts? boolean
---@field virtual_agents? boolean

---The recordings of tasks, asked for by tens.
---@param tasks patchbay.source<recordings.task>
---@param options? recordings.captures_options
---@return fun(): recordings.capture?
function recordings.captures(tasks, options) end

---@class recordings.entry
---@field task recordings.task
---@field captures recordings.capture[]
---@field problem? table why the service refused to be asked for this task

---The same by task, so that tasks without recordings are seen too; a task that the service refuses has a `problem`.
---@param tasks patchbay.source<recordings.task>
---@param options? recordings.captures_options
---@return fun(): recordings.entry?
function recordings.by_task(tasks, options) end

---A path for a recording, every part made safe: of a template such as `{date}/{queue}/{task_id}{extension}`, or of parts.
---@param capture recordings.capture
---@param template string | string[]
---@return string
function recordings.name(capture, template) end

---Saves a recording; what the disk has already is not downloaded again. In a plan nothing is: what was not there is
---`planned`, of 0 bytes and with an empty hash.
---@param capture recordings.capture
---@param path string
---@param options? { metadata?: boolean | table }
---@return { path: string, bytes: integer, sha256: string, downloaded: boolean, planned?: boolean }
function recordings.download(capture, path, options) end

---What a recording is, for the JSON beside it.
---@param capture recordings.capture
---@return table
function recordings.metadata(capture) end

---@class recordings.verdict
---@field keep boolean whether it is wanted
---@field rule? string the file that said no, or that failed
---@field reason? string what it said
---@field path? string | string[] the name, or its parts
---@field metadata? table what is written beside the recording
---@field problem? string what went wrong, with file and line; it is then not to be kept

---@class recordings.rules
---@field files string[] their names, in order
---@field hash string of all that they are
---@field select fun(tasks: recordings.task[]): recordings.verdict[]
---@field judge fun(captures: recordings.capture[]): recordings.verdict[]
---@field after fun(file: table, capture: recordings.capture): string?

---Files of rules, in order. They run in a worker of their own, which may do nothing but answer.
---@param files string | string[]
---@return recordings.rules
function recordings.rules(files) end

return recordings
