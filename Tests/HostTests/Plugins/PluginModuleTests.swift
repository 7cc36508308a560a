import JSON
import Journal
import TestSupport
import Testing
import Wire

@testable import Host

@Suite("Code of plugins")
struct PluginModuleTests {
    private static let giving = PluginBench.plugin(
        "giving",
        modules: ["greetings": "lib/greetings.lua"],
        files: [
            "lib/greetings.lua": """
            local words = require 'lib.words'
            return { hello = function() return words.hello end }
            """,
            "lib/words.lua": "return { hello = 'good day' }",
        ],
        "return {}"
    )

    @Test("a script requires plugins' modules, which require the plugin's own files; beside the script comes first")
    func modules() async throws {
        let bench = try PluginBench()
        try bench.folder.write("here/lib/words.lua", "return { hello = 'mine' }")
        let result = try await bench.run(
            "print(require 'greetings'.hello(), require 'lib.words'.hello)",
            with: [Self.giving]
        )
        #expect(result.data == "good day\tmine\n")
        try bench.folder.write("here/greetings.lua", "return { hello = function() return 'beside' end }")
        #expect(try await bench.run("print(require 'greetings'.hello())", with: [Self.giving]).data == "beside\n")
    }

    @Test("an error in a plugin's module names plugin, file and line; a cycle names its chain")
    func errors() async throws {
        let bench = try PluginBench()
        let bad = PluginBench.plugin(
            "bad",
            modules: ["broken": "broken.lua", "round": "a.lua"],
            files: ["broken.lua": "\nerror('no')", "a.lua": "require 'b'", "b.lua": "\nrequire 'a'"],
            "return {}"
        )
        let broken = try await bench.run("require 'broken'", with: [bad])
        #expect(broken.says("bad/broken.lua:2: no"))
        let round = try await bench.run("require 'round'", with: [bad])
        #expect(round.outcome.exitCode == 1)
        #expect(round.says("requires itself") && round.says("bad/a.lua:1 requires b, bad/b.lua:2 requires a"))
    }

    @Test("a cycle of modules that return what they require names their files")
    func tailCalls() async throws {
        let bench = try PluginBench()
        try bench.folder.write("here/one.lua", "return require 'two'")
        try bench.folder.write("here/two.lua", "return require 'one'")
        let result = try await bench.run("\nlocal one = require 'one'")
        #expect(result.says("module one requires itself: one.lua requires two, two.lua requires one"))
    }

    @Test("whoever asks in a plugin's name gets nothing of one that gives no modules, and of others not what they do")
    func origins() async throws {
        let keeping = PluginBench.plugin("keeping", files: ["secret.lua": "return 1"], "return {}")
        let modules = ModuleEffects(
            folder: "/",
            grants: Grants([], currentFolder: "/", forbidden: []),
            journal: nil,
            plugins: PluginSet([Self.giving, keeping])
        )
        for (name, from) in [("secret", "keeping"), ("plugin", "giving"), ("plugin", "keeping")] {
            await #expect(throws: HostError.self) {
                try await modules.module(["name": .string(name), "from": .string(from)], [])
            }
        }
        let words = try await modules.module(["name": "lib.words", "from": "giving"], [])
        #expect(words.body == .bytes(Array("return { hello = 'good day' }".utf8)))
    }

    @Test("a command runs with what its plugin was granted, and no more than the person leaves it")
    func commands() async throws {
        let bench = try PluginBench()
        var permissions = PluginPermissions()
        permissions.operations = ["user.*"]
        permissions.changes = 1
        let text = """
            local cc, store = require "cc", require "store"
            return { commands = { try = { about = "Tries.", args = { { "--id", "text", default = "u1" } },
                run = function(args, settings)
                    print(pcall(cc.user.patch, args.id, { workPhone = "+1" }))
                    print(select(2, pcall(cc.user.patch, args.id, { workPhone = "+2" })))
                    print(select(2, pcall(cc.team.list)))
                    print(select(2, pcall(function() return settings.nothing end)))
                    store.set("known", 1)
                end } },
                hooks = { run_finished = function() print("known", store.get("known")) end } }
            """
        let plugin = PluginBench.plugin("trying", hooks: [.runFinished], permissions: permissions, text)
        let result = try await bench.run("", with: [plugin], as: PluginRole(plugin, .command("try")))
        #expect(result.outcome.exitCode == 0)
        #expect(result.asked == ["PATCH /organization/org-1/user/u1"])
        #expect(result.data.contains("more was not granted to plugin trying"))
        #expect(result.data.contains("plugin trying was not granted team.list"))
        #expect(result.data.contains("there is no setting nothing"))
        #expect(result.data.contains("permissions.changes"))
        #expect(try await bench.run("", with: [plugin]).says("trying: known\t1"))
        #expect(try await bench.runs(.command).map(\.script) == ["plugin trying/try"])
        let less = try await bench.run("", with: [plugin], as: PluginRole(plugin, .command("try"))) {
            $0.permissions.isReadOnly = true
        }
        #expect(less.asked.isEmpty)
    }
}
