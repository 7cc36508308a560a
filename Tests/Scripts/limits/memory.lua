-- options: --max-memory 8M
-- exit: 5
-- error: --max-memory
-- error: in the main chunk
local hoard = {}
while true do
    pcall(function()
        while true do
            hoard[#hoard + 1] = ("x"):rep(1000) .. #hoard
        end
    end)
end
