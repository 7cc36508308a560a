-- What a script does to its globals reaches none of our modules.
-- output: still printed
local async, csv, json, time, fs = require "async", require "csv", require "json", require "time", require "fs"
string.format, string.match, string.gsub, string.find, string.sub = nil, nil, nil, nil, nil
table.concat, table.pack, table.insert, table.remove, table.unpack = nil, nil, nil, nil, nil
math.type, math.floor, math.tointeger, math.max = nil, nil, nil, nil
local keep = { assert = assert, print = print, require = require, pcall = pcall, error = error, setmetatable = setmetatable }
type, tostring, ipairs, pairs, select, load, rawget, utf8, os, coroutine, package = nil, nil, nil, nil, nil, nil, nil, nil, nil, nil, nil
pcall, error, setmetatable, getmetatable, next, assert, tonumber = nil, nil, nil, nil, nil, nil, nil
keep.assert(time.iso(time.parse "2026-11-01T00:00:00Z") == "2026-11-01T00:00:00.000Z")
keep.assert(#async.map({ 1, 2 }, function(i) async.sleep(1) return i end) == 2)
keep.assert(json.encode { 1 } == "[1]" and #csv.split("a|b", "|") == 2 and fs.join("a", "b") == "a/b")
local ok, err = keep.pcall(time.parse, "x")
keep.assert(not ok and err.kind == "invalid")
keep.assert(keep.require "lib.no" == false)
keep.print("still printed")
