-- options: --allow-write
local csv, fs, async = require "csv", require "fs", require "async"

local function fails(pattern, f, ...)
    local ok, err = pcall(f, ...)
    assert(not ok and tostring(err):find(pattern), tostring(err))
end

local number = 0
local function file(text)
    number = number + 1
    local path = "in-" .. number .. ".csv"
    fs.write(path, text)
    return path
end
local function rows(text, options)
    local all = {}
    for row in csv.rows(file(text), options) do all[#all + 1] = row end
    return all
end

-- Quotes, separators, line ends, empty lines and empty cells.
local r = rows 'a,b,c\n1,"x, ""y""\nz",3\r\n\n,,"" \n"4",5,6'
assert(#r == 3)
assert(r[1].a == "1" and r[1].b == 'x, "y"\nz' and r[1].c == "3")
assert(r[2].a == nil and r[2].b == nil and r[2].c == " ")
assert(r[3].a == "4" and r[3].c == "6")
assert(#rows "a,b" == 0 and #rows "a,b\r\n" == 0 and #rows "a\n\n\n" == 0)
assert(rows "a,b\r1,2\r3,4"[2].b == "4")

-- Semicolons, a byte-order mark, blanks around names of columns, a leading plus.
r = rows "\xef\xbb\xbfemail ; phone\na@b;+49 1\n"
assert(r[1].email == "a@b" and r[1].phone == "+49 1")
r = rows '\n\n"a;x";b,c;d\n1;2;3\n'
assert(r[1]["a;x"] == "1" and r[1]["b,c"] == "2" and r[1].d == "3")

-- What is refused, with file and line.
fails("in%-%d+.csv is empty: its first line must name the columns", rows, "")
fails("in%-%d+.csv: the column a stands twice in the header", rows, "a,b, a\n")
fails("in%-%d+.csv has no column c; it has a, b", rows, "a,b\n1,2\n", { required = { "a", "c" } })
fails("in%-%d+.csv, line 3 has 3 cells; the header has 2", rows, 'a,b\n1,2\n1,2,3\n')
fails("in%-%d+.csv, line 4 has 1 cells; the header has 2", rows, 'a,b\n"1\n",2\n1\n')
fails("in%-%d+.csv, line 2 is not UTF%-8", rows, "a,b\n\xe9,2\n")
fails("header is not UTF%-8", rows, "\xe9,b\n1,2\n")
fails("is UTF%-16 or no text", rows, "\xff\xfea\0,\0b\0\n\0")
fails("is UTF%-16 or no text", rows, "a\0b\n")
fails("in%-%d+.csv, line 2: a quote is opened and never closed", rows, 'a,b\n1,"2\n3\n')
fails("not%-there.csv", function() for _ in csv.rows "not-there.csv" do end end)
assert(rows("a,b\n1\n1,2,3\n", { lenient = true })[1].b == nil)

-- Records that lie across the pieces in which a file is read.
local long = ("x"):rep(70000)
local text = { "a,b\n" }
for i = 1, 40 do text[#text + 1] = i .. ',"' .. long .. "\n" .. '""' .. i .. '"\r\n' end
r = rows(table.concat(text))
assert(#r == 40)
for i = 1, 40 do assert(r[i].a == tostring(i) and r[i].b == long .. '\n"' .. i) end

-- split: trimmed parts of a cell; nil for nil.
local parts = csv.split(" a | b|| c", "|")
assert(#parts == 4 and parts[1] == "a" and parts[2] == "b" and parts[3] == "" and parts[4] == "c")
assert(csv.split(nil, "|") == nil and #csv.split("", "|") == 1 and #csv.split("a.b", ".") == 2)
fails("what separates its parts", csv.split, "a", "")
fails("what separates its parts", csv.split, "a")

-- Written with quotes where they are needed, and read back the same.
csv.write("out.csv", {
    { a = 1, b = 2.0, c = 2.5 }, { a = "x,y", b = 'q"q', c = "l\nl" }, { a = " s", b = "t ", c = ";" }, { a = true, c = require("json").null },
    { a = 2^53, b = 1e300, c = math.huge },
}, { columns = { "a", "b", "c" } })
assert(fs.read("out.csv") == 'a,b,c\n1,2,2.5\n"x,y","q""q","l\nl"\n" s","t ",";"\ntrue,,\n9007199254740992,1e+300,inf\n')
csv.write("single.csv", { { a = nil }, { a = "x" } }, { columns = { "a" } })
assert(fs.read("single.csv") == 'a\n""\nx\n')
local single = {}
for row in csv.rows("single.csv") do single[#single + 1] = row end
assert(#single == 2 and single[1].a == nil and single[2].a == "x")

-- A writer that is closed has its file; one that an error leaves has none, also in a coroutine of the script's own.
do
    local writer <close> = csv.writer("closed.csv", { columns = { "n" } })
    for i = 1, 20000 do writer:write({ n = i }) end
end
local count = 0
for row in csv.rows("closed.csv") do
    count = count + 1
    assert(row.n == tostring(count))
end
assert(count == 20000)
fails("broken", function()
    local writer <close> = csv.writer("dropped.csv", { columns = { "n" } })
    writer:write({ n = 1 })
    error "broken"
end)
fails("broken", coroutine.wrap(function()
    local writer <close> = csv.writer("dropped.csv", { columns = { "n" } })
    writer:write({ n = 1 })
    error "broken"
end))
assert(not fs.exists("dropped.csv"))
local writer = csv.writer("twice.csv", { columns = { "n" } })
writer:close()
writer:close()
fails("the file is closed", writer.write, writer, { n = 1 })
fails("a row is a table by column, not a number", csv.write, "x.csv", { 5 }, { columns = { "n" } })
assert(not fs.exists("x.csv"))
fails("name the columns", csv.writer, "x.csv")
fails("csv.write takes a list or an iterator", csv.write, "x.csv", nil, { columns = { "n" } })
