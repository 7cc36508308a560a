local a = 1
error("not today")
