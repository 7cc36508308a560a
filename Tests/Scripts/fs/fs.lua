-- options: --allow-write
local fs, async = require "fs", require "async"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
    return err
end

assert(fs.join("a", "b", "c.txt") == "a/b/c.txt" and fs.join("a/", "b") == "a/b" and fs.join("a", "", "b") == "a/b")
assert(fs.join("a", "/b") == "/b" and fs.join("/", "b") == "/b" and fs.join() == "" and fs.join("", "a") == "a")
fails("fs.join: part 2 is a nil, not text", fs.join, "a", nil, "b")

-- Any bytes come back as they were, short or long.
local every = {}
for i = 0, 255 do every[i + 1] = string.char(i) end
every = table.concat(every)
for _, text in ipairs { "", "a", every, every:rep(20000) } do
    fs.write("bytes", text)
    assert(fs.read("bytes") == text)
end
fails("fs.write takes text, not a number", fs.write, "bytes", 5)
assert(fs.exists("bytes") and not fs.exists("nothing") and not fs.exists("nothing/below"))

-- A folder is made for a file, and listed by name.
fs.write("folder/b.txt", "b")
fs.write("folder/a/c.txt", "c")
local list = fs.list("folder")
assert(#list == 2 and list[1].name == "a" and list[1].folder == true and list[2].name == "b.txt" and not list[2].folder)
fails("", fs.list, "nothing")

-- Nothing is reached beyond the grants.
for _, path in ipairs { "/etc/passwd", "../outside", "folder/../../outside", "/proc/self/environ", "" } do
    fails("", fs.read, path)
    fails("", fs.write, path, "x")
end
assert(fails("nothing", fs.read, "nothing").kind ~= nil)

-- A file that is being written is not there yet; two at once do not meet.
async.each({ 1, 2, 3, 4, 5 }, function(i) fs.write("many-" .. i, ("%d\n"):format(i):rep(100000)) end)
for i = 1, 5 do assert(fs.read("many-" .. i) == ("%d\n"):format(i):rep(100000)) end
