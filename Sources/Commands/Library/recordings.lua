---@meta

---Recordings: tasks and captures as flat tables, names for files, and downloads that stream to disk.
---@class recordings
---@field ledger recordings.ledger
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

---@class recordings.gap
---@field from patchbay.instant
---@field to patchbay.instant
---@field tasks? integer how many were listed at most; nil for none
---@field message string

---@class recordings.tasks_options
---@field from patchbay.instant
---@field to? patchbay.instant
---@field channels? string[]
---@field queues? string | string[]
---@field agents? string | string[]
---@field teams? string | string[] names or ids: the tasks of agents who are in one of them now
---@field gap? fun(gap: recordings.gap) told of tasks that cannot be listed, in place of a warning
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

---@class recordings.export_options
---@field folder? string saved there under the path; nil for no folder
---@field sinks? any[] what `s3.bucket` returns, or `PLUGIN/SINK`
---@field metadata? boolean | table the JSON beside it; true for all that is known of it
---@field form? string all that decides what is exported and how; what is final under it need not be asked again
---@field rule? string the rules file that decided on it

---@class recordings.exported
---@field path string in the folder; the name in the sinks where there is no folder
---@field bytes integer
---@field sha256 string
---@field downloaded boolean whether it came from the service
---@field saved boolean whether a sink lacked it
---@field sinks { sink: string, location: string, saved: boolean }[]
---@field planned? boolean

---Takes a recording to the folder and to each sink that lacks it, downloaded at most once. What some have is kept when
---another fails; it is exported when all have it. A name that leaves the folder or belongs to another capture is refused.
---@param capture recordings.capture | recordings.record
---@param path string relative
---@param options recordings.export_options
---@return recordings.exported
function recordings.export(capture, path, options) end

---How much all downloads of the run may receive together.
---@param rate? integer | string bytes a second, or as `10M`; nil for as much as comes
function recordings.limit_bandwidth(rate) end

---Looks whether sinks are there and take what is sent; raises what is wrong with one.
---@param sinks any[]
---@return string[] names
function recordings.check_sinks(sinks) end

---Where a folder and sinks are: as an absolute path, and by the names that the ledger has for them. Nothing is asked of them.
---@param options { folder?: string, sinks?: any[] }
---@return { folder?: string, sinks: string[] }
function recordings.places(options) end

---@class recordings.verified
---@field sink string
---@field location string
---@field state "ok" | "missing" | "changed" | "incomplete" | "unchecked" | "unknown" incomplete: its metadata are missing; unchecked: a plugin's sink cannot be asked
---@field bytes integer as it was saved
---@field sha256 string
---@field found_bytes? integer
---@field found_sha256? string
---@field problem? string why nobody can tell

---Holds all copies of a capture against what lies there now. One that is missing or changed is saved anew by the next export.
---@param record recordings.record | string a record, or a capture's id
---@param options? { sinks?: any[] } the sinks besides folders that can be asked
---@return recordings.verified[]
function recordings.verify(record, options) end

---@class recordings.copy
---@field sink string `folder` for a folder
---@field name string what it is called there: the absolute path in a folder
---@field location string where the sink said it lies
---@field bytes integer
---@field sha256 string
---@field saved patchbay.instant
---@field state "done" | "missing" | "changed"
---@field checked? patchbay.instant

---@class recordings.record
---@field id string
---@field kind "recording" | "transcript"
---@field task_id string
---@field state "seen" | "exported" | "skipped" | "failed"
---@field reason? string why it was skipped
---@field rule? string the rules file that decided
---@field problem? string why it failed
---@field tries integer how often it failed
---@field started? patchbay.instant
---@field updated patchbay.instant
---@field run? string
---@field capture? recordings.capture flat, with its flat task, without raw
---@field copies recordings.copy[]
---@field bytes? integer
---@field sha256? string
---@field final? boolean under the form that was asked for: nothing is left to do
---@field path? string under that form: its absolute path in the folder

---@class recordings.known_task
---@field settled boolean nothing is left to do for it, and the folder has what was saved there
---@field asked patchbay.instant
---@field captures recordings.record[]

---@class recordings.ledger_filter
---@field from? patchbay.instant
---@field to? patchbay.instant
---@field state? "seen" | "exported" | "skipped" | "failed"
---@field queue? string name or id
---@field agent? string name or id
---@field sink? string has a copy there

---What was exported, left out or failed, as the journal knows it.
---@class recordings.ledger
local ledger = {}

---What is known of tasks under a form of export, by their ids; those never asked for under it are not in it.
---@param tasks patchbay.source<recordings.task | string>
---@param form string
---@param options? { metadata?: boolean } whether the JSON beside a recording must be there too
---@return table<string, recordings.known_task>
function ledger.known(tasks, form, options) end

---Enters what was listed for tasks, all in one transaction; settled: no further captures are to be expected.
---@param tasks patchbay.source<{ id: string, settled?: boolean, captures?: recordings.capture[] }>
---@param form string
function ledger.asked(tasks, form) end

---Enters captures that are left out.
---@param list patchbay.source<{ capture: recordings.capture, reason?: string, rule?: string }>
---@param form? string
function ledger.skipped(list, form) end

---Enters captures that failed before they came to be exported.
---@param list patchbay.source<{ capture: recordings.capture, problem: string }>
---@param form? string
function ledger.failed(list, form) end

---The records that a filter lets pass, in the order of their beginnings.
---@param filter? recordings.ledger_filter
---@return fun(): recordings.record?
function ledger.each(filter) end

---@param id string
---@return recordings.record?
function ledger.record(id) end

---Forgets captures; what was saved stays where it lies. Returns how many were known.
---@param what (string | recordings.record)[] | recordings.ledger_filter
---@return integer
function ledger.forget(what) end

recordings.ledger = ledger

return recordings
