-- options: --cpu-time 1s
-- exit: 5
-- error: --cpu-time
-- error: cpu.lua:5: in
while true do pcall(function() while true do end end) end
