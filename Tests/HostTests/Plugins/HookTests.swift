import JSON
import Journal
import TestSupport
import Testing
import Webex

@testable import Host

@Suite("Hooks of plugins")
struct HookTests {
    private static let watcher = """
        local hooks, json = {}, require "json"
        for _, name in ipairs { "run_started", "after_write", "row_failed", "run_finished" } do
            hooks[name] = function(event)
                event.run.id, event.run.started = nil, nil
                print(name, json.encode(event))
            end
        end
        return { hooks = hooks }
        """
    private static let told: Set<PluginManifest.Hook> = [.runStarted, .afterWrite, .rowFailed, .runFinished]

    @Test("a plugin hears of the run, its changes, the rows that failed, and its end, in that order")
    func events() async throws {
        let bench = try PluginBench()
        let result = try await bench.run(
            """
            local run, cc = require "run", require "cc"
            run.rows({ { key = "a" }, { key = "b" } }, { key = "key", concurrency = 1 }, function(row)
                if row.key == "b" then error("no b") end
                cc.user.patch("u1", { workPhone = "+1" })
            end)
            """,
            with: [PluginBench.plugin("watcher", hooks: Self.told, Self.watcher)]
        )
        #expect(result.outcome.exitCode == 4)
        let lines = result.lines.filter { $0.hasPrefix("watcher: ") }
        #expect(
            lines.map { $0.split(separator: "\t")[0] }
                == ["watcher: run_started", "watcher: after_write", "watcher: row_failed", "watcher: run_finished"]
        )
        let events = try lines.map { try JSONValue(parsing: Array($0.split(separator: "\t")[1].utf8)) }
        #expect(events[0]["run"]?["script"] == "script.lua" && events[0]["run"]?["profile"] == "test")
        #expect(events[1]["write"]?["operation"] == "user.patch" && events[1]["write"]?["target"] == "u1")
        #expect(events[1]["write"]?["body"] == ["workPhone": "+1"] && events[1]["outcome"] == "done")
        #expect(events[2]["key"] == "b" && events[2]["error"]?["message"]?.string?.contains("no b") == true)
        #expect(events[3]["outcome"] == "done" && events[3]["rows"]?["failed"] == 1)
        #expect(events[3]["rows"]?["total"] == 2)
        #expect(result.data.isEmpty)
        #expect(try await bench.runs(.hooks).count == 1)
    }

    @Test("a change that one refuses is not sent, and its script is told by whom and why; others are")
    func refusal() async throws {
        let bench = try PluginBench()
        let guarding = PluginBench.plugin(
            "guard",
            hooks: [.beforeWrite],
            """
            return { hooks = { before_write = function(event)
                if event.write.target == "u2" then return false, "not on Fridays" end
                if event.write.target == "u3" then return true end
            end } }
            """
        )
        let script = """
            local cc = require "cc"
            for _, id in ipairs { "u1", "u2", "u3" } do
                local ok, err = pcall(cc.user.patch, id, { workPhone = "+1" })
                print(id, ok, err and err.kind, err and err.message)
            end
            """
        let result = try await bench.run(script, with: [guarding])
        #expect(result.asked == ["PATCH /organization/org-1/user/u1", "PATCH /organization/org-1/user/u3"])
        let refused = "u2\tfalse\tdenied\tuser.patch: plugin guard refuses this: not on Fridays"
        #expect(result.data.contains(refused))
        #expect(result.data.contains("u3\ttrue"))
    }

    @Test("of a request for many, what one refuses has an answer of its own, and the rest is sent")
    func refusedPart() async throws {
        let bench = try PluginBench { request in
            .init(207, #"{"items":[{"itemIdentifier":1,"status":200},{"itemIdentifier":3,"status":200}]}"#)
        }
        let guarding = PluginBench.plugin(
            "guard",
            hooks: [.beforeWrite],
            """
            return { hooks = { before_write = function(event)
                return event.write.body.item.id ~= "u2", "not this one"
            end } }
            """
        )
        let result = try await bench.run(
            """
            local cc = require "cc"
            local items = {}
            for i = 1, 3 do items[i] = { id = "u" .. i, workPhone = "+1" } end
            for _, result in ipairs(cc.user.bulk_patch(items)) do
                print(result.id, result.ok, result.error and result.error.kind, result.error and result.error.message)
            end
            """,
            with: [guarding]
        )
        #expect(result.asked.count == 1)
        #expect(bench.server.requests.last?.text.contains("u2") == false)
        #expect(result.data.contains("u2\tfalse\tdenied\tplugin guard refuses this: not this one"))
        #expect(result.data.contains("u1\ttrue") && result.data.contains("u3\ttrue"))
    }

    @Test("load order decides who is asked first, and who hears first")
    func order() async throws {
        let bench = try PluginBench()
        let text = """
            local function hook(event) print(event.write and "write" or "end") end
            return { hooks = { before_write = hook, run_finished = hook } }
            """
        let hooks: Set<PluginManifest.Hook> = [.beforeWrite, .runFinished]
        let result = try await bench.run(
            "require 'cc'.user.patch('u1', { workPhone = '+1' })",
            with: ["zebra", "ant"].map { PluginBench.plugin($0, hooks: hooks, text) }
        )
        let lines = result.lines.filter { $0.hasPrefix("zebra") || $0.hasPrefix("ant") }
        #expect(lines == ["zebra: write", "ant: write", "zebra: end", "ant: end"])
    }

    @Test("in a plan only before_write is asked, and what it refuses is not in the plan")
    func planned() async throws {
        let bench = try PluginBench { request in
            request.method == "GET" ? .init(200, #"{"id":"u1","workPhone":"+0"}"#) : .init(500, "")
        }
        var hooks = Self.told
        hooks.insert(.beforeWrite)
        let guarding = PluginBench.plugin(
            "guard",
            hooks: hooks,
            """
            local function loud() print("heard") end
            return { hooks = {
                before_write = function(event) return event.write.target ~= "u2", "no" end,
                run_started = loud, after_write = loud, run_finished = loud,
            } }
            """
        )
        let result = try await bench.run(
            """
            local cc = require "cc"
            print(pcall(cc.user.patch, "u1", { workPhone = "+1" }))
            print(select(2, pcall(cc.user.patch, "u2", { workPhone = "+1" })))
            """,
            with: [guarding]
        ) { $0.plans = true }
        #expect(result.outcome.exitCode == 0)
        #expect(!result.says("heard"))
        #expect(result.says("plugin guard refuses this: no"))
        #expect(result.asked.allSatisfy { $0.hasPrefix("GET") })
    }

    @Test("a hook's own changes trigger no hooks, and go as far as the plugin was granted")
    func ownChanges() async throws {
        let bench = try PluginBench()
        var permissions = PluginPermissions()
        permissions.operations = ["user.patch"]
        permissions.changes = nil
        let changing = PluginBench.plugin(
            "changing",
            hooks: [.afterWrite],
            permissions: permissions,
            """
            local cc = require "cc"
            return { hooks = { after_write = function(event)
                cc.user.patch("mine", { workPhone = "+2" })
                print(select(2, pcall(cc.team.delete, "t1")))
            end } }
            """
        )
        let result = try await bench.run(
            "require 'cc'.user.patch('u1', { workPhone = '+1' })",
            with: [changing]
        )
        #expect(result.asked == ["PATCH /organization/org-1/user/u1", "PATCH /organization/org-1/user/mine"])
        #expect(result.says("plugin changing was not granted team.delete"))
    }

    /// A plugin that changes and deletes when a run begins, and was granted all of that.
    private static var deleting: LoadedPlugin {
        var permissions = PluginPermissions()
        permissions.operations = ["*"]
        permissions.changes = nil
        permissions.allowsDeletes = true
        return PluginBench.plugin(
            "deleting",
            hooks: [.runStarted],
            permissions: permissions,
            """
            local cc = require "cc"
            return { hooks = { run_started = function()
                print(select(2, pcall(cc.user.patch, "u1", { workPhone = "+2" })))
                print(select(2, pcall(cc.team.delete, "t1")))
            end } }
            """
        )
    }

    @Test("what a person said of the run holds for hooks too: they change and delete nothing where it may not")
    func narrowed() async throws {
        let bench = try PluginBench()
        let reading = try await bench.run("print 'hi'", with: [Self.deleting]) { $0.permissions.isReadOnly = true }
        #expect(reading.asked.isEmpty && reading.says("leave --read-only out"))
        let changing = try await bench.run("print 'hi'", with: [Self.deleting])
        #expect(changing.asked == ["PATCH /organization/org-1/user/u1"])
        #expect(changing.says("permit it with --allow-deletes"))
        let deleting = try await bench.run("print 'hi'", with: [Self.deleting]) { $0.permissions.allowsDeletes = true }
        #expect(deleting.asked.last == "DELETE /organization/org-1/team/t1")
        // What another plugin's command was granted narrows nobody else.
        let idle = PluginBench.plugin("idle", "return { commands = { go = { run = function() end } } }")
        let command = try await bench.run("", with: [Self.deleting, idle], as: PluginRole(idle, .command("go")))
        #expect(command.asked == ["PATCH /organization/org-1/user/u1"])
    }

    @Test("a plugin's own command triggers none of its hooks, but those of others")
    func ownCommand() async throws {
        let bench = try PluginBench()
        let text = """
            return {
                commands = { go = { run = function() end } },
                hooks = { run_finished = function() print("heard") end },
            }
            """
        let plugins = ["one", "two"].map { PluginBench.plugin($0, hooks: [.runFinished], text) }
        let result = try await bench.run("", with: plugins, as: PluginRole(plugins[0], .command("go")))
        #expect(result.says("two: heard") && !result.says("one: heard"))
    }

    @Test("a slow one holds nobody up: others hear of all, and it hears at least of the end")
    func slow() async throws {
        let bench = try PluginBench()
        let text = """
            local function hook(name, seconds)
                return function()
                    local began = os.clock()
                    while os.clock() - began < seconds do end
                    print(name)
                end
            end
            return { hooks = { row_failed = hook("row", %), run_finished = hook("end", 0) } }
            """
        let hooks: Set<PluginManifest.Hook> = [.rowFailed, .runFinished]
        let result = try await bench.run(
            """
            local rows = {}
            for i = 1, 25 do rows[i] = { key = "k" .. i } end
            require "run".rows(rows, { key = "key" }, function() error("no") end)
            """,
            with: [
                PluginBench.plugin("slow", hooks: hooks, text.replacing("%", with: "1.5")),
                PluginBench.plugin("quick", hooks: hooks, text.replacing("%", with: "0")),
            ]
        )
        #expect(result.lines.count { $0 == "quick: row" } == 25)
        #expect(result.says("quick: end") && result.says("slow: end"))
        #expect(result.says("to hear of the run; Ctrl-C ends that"))
        #expect(result.says("events were not told to plugin slow"))
    }

    @Test("an event holds no secret, and stays what it was")
    func redacted() throws {
        let redaction = Redaction()
        redaction.add("s3cret-of-mine")
        redaction.add("4155550100")
        let event: JSONValue = [
            "text": "with s3cret-of-mine in it", "list": [.integer(4_155_550_100), .integer(7)],
            "s3cret-of-mine": .bool(true),
        ]
        let expected: JSONValue = ["text": "with … in it", "list": ["…", .integer(7)], "…": .bool(true)]
        #expect(redaction.applied(to: event) == expected)
    }
}
