-- options: --plan --allow-write
-- output: *
-- What a plan writes, it reads back as if it were there; what it may not write, it may not plan to write either.
local fs, csv, run = require "fs", require "csv", require "run"

local function fails(kind, pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and err.kind == kind and tostring(err):find(pattern, 1, true), tostring(err))
end

local function names(path)
    local found = {}
    for i, entry in ipairs(fs.list(path)) do found[i] = entry.name .. (entry.folder and "/" or "") end
    return table.concat(found, " ")
end

-- Any bytes, short or long; folders come to be with what is in them.
assert(not fs.exists("deep") and not pcall(fs.list, "deep"))
local long = ("0123456789abcdef"):rep(40000)
for _, text in ipairs { "", "a", "\0\xff", long, "short again" } do
    fs.write("deep/er/bytes", text)
    assert(fs.read("deep/er/bytes") == text)
end
assert(fs.exists("deep") and fs.exists("deep/er") and fs.exists("deep/er/bytes") and not fs.exists("deep/er/other"))
assert(names("deep") == "er/" and names("deep/er") == "bytes" and names("."):find("deep/", 1, true))
fs.write("./deep/../deep/er/bytes", "the same file")
assert(fs.read("deep/er/bytes") == "the same file" and names("deep/er") == "bytes")

-- One that is being read stays what it was; one that is dropped never was.
fs.write("long", long)
local pieces = {}
for piece in fs.chunks("long") do
    pieces[#pieces + 1] = piece
    fs.write("long", "new")
end
assert(table.concat(pieces) == long and fs.read("long") == "new")
do
    local writer <close> = fs.writer("never")
    writer:write("x")
    assert(not fs.exists("never"))
end
assert(not fs.exists("never"))

-- What stands in the way is in the way of a plan too.
fails("invalid", "is a folder, not a file", fs.write, "deep/er", "x")
fails("invalid", "a part of the path is a file", fs.write, "deep/er/bytes/x", "x")
fails("denied", "has no permission to write", fs.write, "/etc/x", "x")
fails("denied", "has no permission to write", fs.write, "../x", "x")
fails("denied", "has no permission to write", fs.write, ".hidden", "x")
fails("not_found", "there is no such file", fs.read, "deep/nothing")
fails("invalid", "a part of the path is a file", fs.list, "long")

-- The files of rows are written as ever.
local rows = { { id = "a" }, { id = "b" } }
run.rows(rows, { key = "id", results = "out/results.csv", failed = "out/failed.csv" }, function(row)
    return { status = "seen", letter = row.id:upper() }
end)
local seen = {}
for row in csv.rows("out/results.csv") do seen[#seen + 1] = row.id .. row.letter .. row.status end
assert(table.concat(seen, " ") == "aAseen bBseen", table.concat(seen, " "))
assert(names("out") == "failed.csv results.csv" and fs.read("out/failed.csv") == "")
