-- options: --max-output 1M
-- exit: 5
-- error: --max-output
-- output: *
while true do print(("x"):rep(1000)) end
