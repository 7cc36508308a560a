-- exit: 1
-- error: syntax.lua:4: unexpected symbol near '='
-- error: = 5
= 5
