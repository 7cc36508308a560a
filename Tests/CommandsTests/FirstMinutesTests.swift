import TestSupport
import Testing

extension CommandSuite {
    @Suite("The first ten minutes")
    struct FirstMinutesTests {
        private static let run = "run --simulator --tasks 60 --recording-seconds 1 --rate-limit 0 mine.lua --from -8d"

        /// Copies a script to `mine.lua`, with one thing changed: the export in its single steps, or the example.
        private func copy(
            _ place: Place,
            _ old: String,
            _ new: String,
            of script: String = "Tests/Scripts/recordings/by-hand.lua"
        ) throws {
            let source = try #require(Repository.text(script))
            #expect(source.contains(old), "\(script) no longer holds \(old)")
            try place.script("mine.lua", source.replacing(old, with: new, maxReplacements: 1))
        }

        @Test("a queue by name narrows the export to it")
        func queue() async throws {
            let place = try Place()
            let old = "channels    = { args.channel },"
            try copy(place, old, old + " queues = { \"Finance\" },", of: "examples/export-recordings.lua")
            let outcome = try await place.patchbay(Self.run)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let exported = try ExportedFolder(place)
            #expect(exported.rows.count > 0)
            #expect(exported.rows.allSatisfy { $0["path"]?.contains("/Finance/") ?? false })
        }

        @Test("a column that is added to the row is a column of the manifest")
        func column() async throws {
            let place = try Place()
            try copy(
                place,
                "        task_id = capture.task.id,",
                "        task_id = capture.task.id, agent = capture.task.agent,"
            )
            let outcome = try await place.patchbay(Self.run)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let exported = try ExportedFolder(place)
            #expect(exported.columns.contains("agent"))
            #expect(exported.rows.contains { $0["agent"]?.contains(" ") ?? false })
        }

        @Test("an option of the example that is mistyped is told by its line, and so are those there are")
        func option() async throws {
            let place = try Place()
            try copy(place, "consult     = args", "consults    = args", of: "examples/export-recordings.lua")
            let outcome = try await place.patchbay(Self.run)
            #expect(outcome.exitCode == 1, "\(outcome.errors)")
            let source = try #require(place.text("mine.lua")).split(separator: "\n", omittingEmptySubsequences: false)
            let number = try #require(source.firstIndex { $0.hasPrefix("exporting.run") }) + 1
            for part in ["mine.lua:\(number): ", "no option consults", "consult,"] {
                #expect(outcome.errors.contains(part), "\(part) is missing: \(outcome.errors)")
            }
        }

        @Test("what is broken is told by its line and the near name", arguments: Broken.all)
        func broken(change: Broken) async throws {
            let place = try Place()
            try copy(place, change.old, change.new)
            let outcome = try await place.patchbay(Self.run, allowed: 30)
            #expect([1, 2, 4].contains(outcome.exitCode), "\(outcome.errors)")
            let source = try #require(place.text("mine.lua")).split(separator: "\n", omittingEmptySubsequences: false)
            let number = try #require(source.firstIndex { $0.contains(change.line) }) + 1
            for part in [change.message, change.near, "mine.lua:\(number): "] {
                #expect(outcome.errors.contains(part), "\(part) is missing: \(outcome.errors)")
            }
        }
    }
}

/// A way to break the example, and what the message must hold.
struct Broken: Sendable, CustomTestStringConvertible {
    let old: String
    let new: String
    /// What the message quotes.
    let message: String
    /// What it should have been.
    let near: String
    /// A text of the line that is to blame: that of the call, where the fault is inside its table.
    let line: String

    init(_ old: String, _ new: String, _ message: String, near: String, line: String? = nil) {
        (self.old, self.new, self.message, self.near, self.line) = (old, new, message, near, line ?? new)
    }

    var testDescription: String { new }

    static let all = [
        Broken("local captures = rec", "local captures == rec", "unexpected symbol near '=='", near: ""),
        Broken("require \"recordings\"", "require \"recording\"", "recording", near: "recordings"),
        Broken("run.rows(captures", "run.row(captures", "run.row", near: "run.rows"),
        Broken("recordings.download(", "recordings.downlod(", "recordings.downlod", near: "recordings.download"),
        Broken("fs.join(args.out, rec", "fs.joi(args.out, rec", "fs.joi", near: "fs.join"),
        Broken("args.from", "args.form", "form", near: "args.from"),
        Broken("\"date\",   required", "\"dat\",   required", "'dat'", near: "date", line: "run.args {"),
        Broken("{queue}", "{queu}", "{queu}", near: "{queue}", line: "recordings.name("),
        Broken("concurrency = 8", "concurency = 8", "concurency", near: "concurrency", line: "run.rows("),
        Broken("consult     = args", "consults    = args", "consults", near: "consult", line: "recordings.captures("),
        Broken("    from     = args", "    form     = args", "form", near: "from", line: "recordings.tasks {"),
        Broken("{ metadata = true }", "{ metdata = true }", "metdata", near: "metadata"),
    ]
}
