-- Where a row of a CSV file comes from: row -> { line=, text=, header=, problem= }, so that run.rows can name the line of one that
-- fails and keep it just as it came in.

return setmetatable({}, { __mode = "k" })
