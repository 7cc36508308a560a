return "a folder's init.lua"
