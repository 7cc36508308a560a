#!/usr/bin/env lua
-- bytes that are no UTF-8 arrive as they are
return { bytes = "ÿþ", line = select(2, pcall(error, "x")) and debug.traceback("", 1):match("bom.lua:(%d+)") }
