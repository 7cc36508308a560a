import TestSupport
import Testing

extension CommandSuite {
    /// The page that tells of a window's recordings, made of records that a test gives it.
    @Suite("The page of a report of recordings")
    struct ReportPageTests {
        private static let modules = ["page", "plots", "style", "tally"]

        /// The page of some records, which Lua makes as `list`, a week from 2026-11-01 on.
        private func page(_ list: String, window: String = "") async throws -> String {
            let place = try Place()
            for name in Self.modules {
                let file = "Sources/Host/Plugins/Bundled/recordings/recordings_report_\(name).lua"
                try place.script("report_\(name).lua", #require(Repository.text(file)))
            }
            try place.script(
                "make.lua",
                """
                local page, fs, time = require "report_page", require "fs", require "time"
                local from = time.parse("2026-11-01T00:00:00Z")
                local list = {}
                \(list)
                local place = 0
                local function each()
                    place = place + 1
                    return list[place]
                end
                local window = { from = from, to = from + 7 * time.day }
                \(window)
                fs.write("page.html", page(each, window))
                """
            )
            let outcome = try await place.patchbay("run --simulator --tasks 0 --allow-write make.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try #require(place.text("page.html"))
        }

        @Test("every recording is counted by its day, queue, agent, length and state")
        func counts() async throws {
            let html = try await page(
                """
                for i = 1, 40 do
                    list[i] = {
                        id = "c" .. i, state = i <= 30 and "exported" or i <= 36 and "skipped" or "failed", bytes = 1000000,
                        started = from + (i % 5) * time.day + 9 * time.hour, rule = "finance.lua", reason = "too short",
                        problem = i > 36 and "the disk is full" or nil, tries = 3,
                        capture = { duration = i * 1000, task = { queue = i % 2 == 0 and "Loans" or "Cards", agent = "Ann" } },
                    }
                end
                """
            )
            #expect(Markup.problem(html) == nil)
            for fact in [
                "<dt>recordings</dt><dd>40</dd>", "<dt>exported</dt><dd>30</dd>", "<dt>skipped</dt><dd>6</dd>",
                "<dt>failed</dt><dd>4</dd>", "<dt>exported size</dt><dd>30.0 MB</dd>",
                "<title>2026-11-01: 6 exported, 1 skipped, 1 failed</title>", "<title>2026-11-06: none</title>",
                "Loans: 15 exported, 3 skipped, 2 failed", "Ann: 30 exported, 6 skipped, 4 failed",
                "<title>under 5 s: 4</title>", "<title>30–60 s: 11</title>", "too short (finance.lua): 6 skipped",
                "<td>the disk is full</td>",
            ] {
                #expect(html.contains(fact), "\(fact)")
            }
        }

        @Test("hours with tasks and without a recording are told apart from hours with nothing")
        func gaps() async throws {
            let html = try await page(
                """
                for hour = 0, 7 * 24 - 1 do
                    if hour < 30 or hour > 33 then
                        list[#list + 1] = { id = "c" .. hour, state = "exported", started = from + hour * time.hour + 5 }
                    end
                end
                """,
                window: """
                    local given = 0
                    window.tasks = function()
                        given = given + 1
                        if given <= 3 then return { started = from + 31 * time.hour + given } end
                    end
                    """
            )
            #expect(Markup.problem(html) == nil)
            let rows = html.split(separator: "<tr>").filter { $0.hasPrefix("<td>2026-11-02 0") }
            #expect(rows.count == 3, "\(rows)")
            #expect(rows.first?.contains("2026-11-02 07:00</td><td>2026-11-02 08:00") == true)
            #expect(rows.first?.contains("3 tasks, no recording") == true)
            #expect(rows.dropFirst().allSatisfy { $0.contains("nothing at all") })
            #expect(html.contains("2026-11-02 07:00: 0 recordings, 3 tasks"))
        }

        @Test("no text of the service's becomes markup, and the page needs nothing from elsewhere")
        func harmless() async throws {
            let html = try await page(
                """
                local bad = "<script>alert('x')</script><img src=x onerror=\\"y\\"> & \\0\\27[31m"
                list[1] = {
                    id = bad, state = "failed", started = from, problem = bad, tries = bad,
                    capture = { task = { queue = bad, agent = bad } },
                }
                list[2] = { id = "s", state = "skipped", started = from, reason = bad, rule = bad }
                """,
                window: #"window.title, window.profile, window.made = "</title><b>", "<i>", from"#
            )
            #expect(Markup.problem(html) == nil)
            #expect(
                !html.contains("<script") && !html.contains("<img") && !html.contains("<b>") && !html.contains("<i>")
            )
            for outside in ["http:", "https:", "src=", "href=", "@import", "url("] {
                #expect(!html.contains(outside) || outside == "src=" && html.contains("&lt;img src="), "\(outside)")
            }
            #expect(!html.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        }

        @Test("a window without a recording has a page, and many agents share a row")
        func extremes() async throws {
            let nothing = try await page("")
            #expect(Markup.problem(nothing) == nil && nothing.contains("<dt>recordings</dt><dd>0</dd>"))
            let open = try await page(
                #"list[1] = { state = "failed", started = from + 40 * time.hour }"#,
                window: "window = {}"
            )
            #expect(Markup.problem(open) == nil && open.contains("2026-11-02 00:00 to 2026-11-02 16:00"))
            let many = try await page(
                """
                for i = 1, 5000 do
                    list[i] = { state = "exported", started = from + i * 60000, capture = { task = { agent = "a" .. i % 100 } } }
                end
                """
            )
            #expect(Markup.problem(many) == nil && many.contains("86 others") && many.contains("<dd>5000</dd>"))
        }
    }
}

/// Whether a page is whole: every element that is begun is ended, in its order.
private enum Markup {
    /// What is wrong with it; nil for nothing.
    static func problem(_ html: String) -> String? {
        var open: [Substring] = []
        for part in html.split(separator: "<").dropFirst() {
            guard let end = part.firstIndex(of: ">") else { return "a tag is not closed: <\(part.prefix(40))" }
            let tag = part[..<end]
            if tag.hasPrefix("!") || tag.hasPrefix("meta") || tag.hasSuffix("/") { continue }
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return "</\(tag.dropFirst())> ends what is not open" }
            } else {
                open.append(tag.prefix { $0.isLetter || $0.isNumber })
            }
        }
        return open.isEmpty ? nil : "not ended: \(open)"
    }
}
