import JSON
import TestSupport
import Testing

@testable import Host

/// What a plugin does that is broken or means harm, compared with the same run without it.
@Suite("A plugin that misbehaves")
struct HarmTests {
    private static let script = """
        local run, cc, fs = require "run", require "cc", require "fs"
        local counts = run.rows({ { key = "a" }, { key = "b" }, { key = "c" } }, { key = "key", concurrency = 1 }, function(row)
            if row.key == "b" then error("no b") end
            cc.user.patch(row.key, { workPhone = "+1" })
        end)
        print(counts.total, counts.failed, counts.done)
        """

    /// What the body of a hook does, and what is told of it.
    private static let deeds: [(body: String, told: String)] = [
        ("error('broken')", "plugin.lua:1: broken"),
        ("error({ odd = true })", "odd"),
        ("error(setmetatable({}, { __tostring = function() error('again') end }))", "cannot be shown"),
        ("error(nil)", "nil"),
        ("local function deep() return 1 + deep() end deep()", "stack overflow"),
        ("return function() end", "plugin"),
        ("local all = ('x'):rep(1 << 30)", "more memory than its limit"),
        ("for i = 1, 1e9 do print(('x'):rep(1000)) end", "printed more than its limit"),
        ("require('cc').user.list()", "was not granted user.list"),
        ("require('http').post('http://127.0.0.1:1/', {})", "was not granted to talk to that host"),
        ("require('fs').read('/etc/passwd')", "/etc/passwd"),
        ("require('fs').write('mine.txt', 'x')", "mine.txt"),
    ]

    @Test(
        "harms nothing but itself, whichever hook it is in",
        arguments: [PluginManifest.Hook.runStarted, .afterWrite, .rowFailed, .runFinished]
    )
    func told(_ hook: PluginManifest.Hook) async throws {
        let bench = try PluginBench()
        let alone = try await bench.run(Self.script)
        #expect(alone.outcome.exitCode == 4 && alone.asked.count == 2)
        for (body, told) in Self.deeds {
            let text = "return { hooks = { \(hook.rawValue) = function() \(body) end } }"
            let bad = PluginBench.plugin("bad", hooks: [hook], text)
            let result = try await bench.run(Self.script, with: [bad])
            #expect(result.outcome == alone.outcome, "\(body)")
            #expect(result.data == alone.data, "\(body)")
            #expect(result.asked == alone.asked, "\(body)")
            guard !body.hasPrefix("return") else { continue }
            #expect(result.says("warning: plugin bad: \(hook.rawValue): "), "\(body): \(result.lines)")
            #expect(result.says(told), "\(body): \(result.lines.suffix(5))")
        }
    }

    @Test("lets no change through where it is asked before each")
    func asked() async throws {
        let bench = try PluginBench()
        let lies = [("return 'yes'", "it returned"), ("return 0", "it returned 0"), ("return {}", "it returned")]
        for (body, told) in Self.deeds + lies where !body.hasPrefix("return function") {
            let bad = PluginBench.plugin(
                "bad",
                hooks: [.beforeWrite],
                "return { hooks = { before_write = function() \(body) end } }"
            )
            let result = try await bench.run(Self.script, with: [bad])
            #expect(result.outcome.exitCode == 4, "\(body)")
            #expect(result.asked.isEmpty, "\(body)")
            #expect(result.says("could not be asked about this, so it is not sent"), "\(body)")
            #expect(result.says(told), "\(body): \(result.lines.prefix(8))")
        }
    }

    @Test("that loops is ended, told with its line, and given up after three times")
    func loop() async throws {
        let bench = try PluginBench(haste: 4)
        let alone = try await bench.run(Self.script)
        let text = """
            local hooks = {}
            function hooks.before_write()
                while true do end
            end
            function hooks.after_write()
                while true do end
            end
            return { hooks = hooks }
            """
        let told = try await bench.run(Self.script, with: [PluginBench.plugin("bad", hooks: [.afterWrite], text)])
        #expect(told.outcome == alone.outcome && told.asked == alone.asked && told.data == alone.data)
        #expect(told.says("plugin bad: after_write: took longer than 5s, at bad/plugin.lua:6"))
        let asked = try await bench.run(
            Self.script.replacing("{ key = \"c\" }", with: "{ key = 'c' }, { key = 'd' }, { key = 'e' }"),
            with: [PluginBench.plugin("bad", hooks: [.beforeWrite], text)]
        )
        #expect(asked.asked.isEmpty)
        #expect(asked.says("plugin bad: before_write: took longer than 5s, at bad/plugin.lua:3"))
        #expect(asked.says("plugin bad is not asked any more in this run"))
    }

    @Test("whose worker dies is called anew, and no more after three deaths")
    func deaths() async throws {
        let bench = try PluginBench()
        let served = bench.served(PluginBench.plugin("bad", hooks: [.runStarted], "return {}"), worker: "/bin/false")
        for _ in 1...3 {
            await #expect { try await served.call("hooks/run_started", [[:]]) } throws: {
                ($0 as? ServedFailure)?.message.contains("its worker is gone") == true
            }
        }
        #expect(served.isOff)
        await #expect { try await served.call("hooks/run_started", [[:]]) } throws: {
            ($0 as? ServedFailure)?.message.contains("ended 3 times") == true
        }
    }
}
