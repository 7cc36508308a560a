/// A script that exports by the ledger, as the commands of the export do it, and tells what it did.
enum ExportScript {
    static let name = "ledger.lua"

    static let source = """
        local recordings, time, run, json = require "recordings", require "time", require "run", require "json"
        local args = run.args {
            about = "exports by the ledger",
            { "--out", "folder", default = "out" }, { "--form", "text", default = "form" },
            { "--template", "text", default = "{date}/{task_id}-{call_type}-{capture_id}{extension}" },
            { "--skip", "integer", default = 0 },
        }
        local ledger, asked, ask, by_id = recordings.ledger, {}, {}, {}
        local told = { tasks = 0, settled = 0, saved = 0, unchanged = 0, skipped = 0, failed = 0 }
        local tasks = {}
        for task in recordings.tasks { from = time.now() - 8 * time.day, to = time.now() } do tasks[#tasks + 1] = task end
        local known = ledger.known(tasks, args.form)
        for _, task in ipairs(tasks) do
            told.tasks = told.tasks + 1
            if known[task.id] and known[task.id].settled then
                told.settled = told.settled + 1
            else
                ask[#ask + 1] = task
                asked[#asked + 1] = { id = task.id, settled = true, captures = {} }
                by_id[task.id] = asked[#asked]
            end
        end
        local captures = {}
        for capture in recordings.captures(ask) do
            captures[#captures + 1] = capture
            local list = by_id[capture.task.id].captures
            list[#list + 1] = capture
        end
        ledger.asked(asked, args.form)
        local skipped = {}
        for i, capture in ipairs(captures) do
            if i <= args.skip then
                skipped[#skipped + 1] = { capture = capture, reason = "one of the first", rule = "first.lua" }
            else
                local ok, file = pcall(recordings.export, capture, recordings.name(capture, args.template), {
                    folder = args.out, metadata = true, form = args.form, rule = "first.lua",
                })
                local word = not ok and "failed" or file.saved and "saved" or "unchanged"
                told[word] = told[word] + 1
                if not ok then told.problem = tostring(file) end
            end
        end
        ledger.skipped(skipped, args.form)
        told.skipped = #skipped
        print(json.encode(told))
        """

    /// Tells every record of the ledger, a line each, and what a look at its copies shows.
    static let records = """
        local recordings, run, json = require "recordings", require "run", require "json"
        local args = run.args { about = "tells the ledger", { "--out", "folder", default = "out" }, { "--verify", "flag" } }
        for record in recordings.ledger.each {} do
            if args.verify then record.looks = recordings.verify(record) end
            print(json.encode(record))
        end
        """
}
