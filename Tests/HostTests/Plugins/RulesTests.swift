import JSON
import TestSupport
import Testing

@testable import Host

@Suite("Rules at work")
struct RulesTests {
    private static let asking = """
        local recordings, json = require "recordings", require "json"
        local rules = recordings.rules { "one.lua", "two.lua" }
        local captures = {}
        for i = 1, COUNT do
            captures[i] = { id = "c" .. i, extension = ".wav", task = { id = "t" .. i, queue = i <= BAD and "bad" or "good" } }
        end
        local kept, problems = 0, {}
        for i, verdict in ipairs(rules.judge(captures)) do
            if verdict.keep then kept = kept + 1 end
            if verdict.problem then problems[#problems + 1] = verdict.problem end
        end
        print(kept, #problems)
        print(problems[1])
        print(problems[#problems])
        print(json.encode(rules.judge(captures)[COUNT]))
        """

    private func run(
        _ one: String,
        _ two: String = "return {}",
        bad: Int,
        of count: Int,
        haste: Int64 = 1
    ) async throws -> PluginBench.Result {
        let bench = try PluginBench(haste: haste)
        try bench.folder.write("here/one.lua", one)
        try bench.folder.write("here/two.lua", two)
        return try await bench.run(
            Self.asking.replacing("COUNT", with: "\(count)").replacing("BAD", with: "\(bad)")
        )
    }

    private static let looping = """
        return { keep = function(task)
            while task.queue == "bad" do end
            return true
        end }
        """

    @Test("a rule that loops fails those that it loops for, by its name and line, and no others")
    func loops() async throws {
        let result = try await run(Self.looping, bad: 5, of: 40, haste: 5)
        #expect(result.data.hasPrefix("35\t5\nthe rules: took longer than 5s, at one.lua:2 (in keep)\n"))
    }

    @Test("one that loops for nearly all is given up, and that is told")
    func givenUp() async throws {
        let result = try await run(Self.looping, bad: 23, of: 24, haste: 5)
        #expect(result.data.hasPrefix("0\t24\n"))
        #expect(result.data.contains("is not asked any more since its worker ended 20 times"))
    }

    @Test("what one function changes of what it is given, no other sees, nor the next file")
    func copies() async throws {
        let result = try await run(
            """
            return {
                keep = function(task, capture)
                    task.queue, capture.id, capture.extension = "other", "other", ".exe"
                    return true
                end,
                path = function(task, capture)
                    task.queue = "another"
                    return { task.queue, capture.id .. capture.extension }
                end,
            }
            """,
            """
            return {
                keep = function(task, capture) return task.queue == "good" and capture.task.queue == "good" end,
                metadata = function(task, capture) return { queue = task.queue, id = capture.id } end,
            }
            """,
            bad: 0,
            of: 2
        )
        #expect(result.data.contains("2\t0\n"))
        #expect(result.data.contains(#""path":["another","c2.wav"]"#))
        #expect(result.data.contains(#""queue":"good""#) && result.data.contains(#""id":"c2""#))
    }

    @Test("metadata that JSON cannot hold is told with its field")
    func metadata() async throws {
        let result = try await run("return { metadata = function() return { a = 1, f = print } end }", bad: 0, of: 1)
        #expect(result.data.contains("one.lua:1: metadata returned a table (f is a function)"))
    }

    @Test("files that there are not are refused, whatever their number", arguments: [Int64.min, -1, 0, 2, .max])
    func numbers(_ number: Int64) async throws {
        let file = RulesCode.File(path: "a.lua", name: "a.lua", folder: "/", text: [])
        let code = RulesCode([file], outOfReach: []) { _, _ in }
        await #expect(throws: HostError.self) { try await code.source(["file": .integer(number)], []) }
        #expect(try code.module("b", beside: Int(number)) == nil)
    }
}
