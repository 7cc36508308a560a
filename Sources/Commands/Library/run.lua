---@meta

---This run: its arguments, its rows, and what it tells of them.
---@class run
---@field id string
---@field profile string name of the profile
---@field planning boolean whether changes are only planned: what waits for one to take effect is to be left out then
---@field started patchbay.instant
---@field folder string folder of the script
local run = {}

---@alias run.type "text" | "integer" | "number" | "flag" | "choice" | "date" | "duration" | "file" | "folder" | "output" | "secret"

---@class run.argument
---@field [1] string the name: with dashes an option, without a positional
---@field [2] run.type
---@field required? boolean
---@field default? any
---@field choices? string[]
---@field many? boolean
---@field help? string

---The script's arguments, checked; the first call of a script. `--min-length` is read as `args.min_length`.
---@param declaration { about?: string, [integer]: run.argument }
---@return table<string, any> args
function run.args(declaration) end

---@class run.rows_options
---@field key? string | fun(item: any): string | number | nil
---@field concurrency? integer
---@field results? string path of the results file
---@field lines? string path of a file of the results as JSON Lines, with numbers and tables as they are
---@field failed? string path of the file for rows that failed, as they came in
---@field columns? string[]
---@field label? string
---@field fraction? fun(): number how far the source has been taken, from 0 to 1, where it cannot be told from the source itself

---@alias run.row fun(item: any): nil | string | table

---Does `fn` for each item of a source, many at a time; one that raises fails alone.
---@param source patchbay.source<any>
---@param options run.rows_options
---@param fn run.row
---@return { total: integer, failed: integer, [string]: integer }
---@overload fun(source: patchbay.source<any>, fn: run.row): { total: integer, failed: integer, [string]: integer }
function run.rows(source, options, fn) end

---Does `fn` once: a resumed run does not do it again, but gets what it returned. In a row the name belongs to the row's key.
---An error is not remembered.
---@param name string its own within the run or the row
---@param fn function returns what JSON can hold, 1 MB at most
---@return any ... what it returned
function run.step(name, fn) end

---Tells of a row of the script's own loop.
---@param row { key?: string, status?: string, message?: string }
function run.report(row) end

---Shows how far the script is.
---@param done integer
---@param total? integer
---@param label? string
function run.progress(done, total, label) end

return run
