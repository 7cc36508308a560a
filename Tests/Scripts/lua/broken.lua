-- exit: 1
-- error: broken.lua:4: unexpected symbol near '='
-- error: = 5
= 5
