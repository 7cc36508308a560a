import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Commands of plugins")
    struct PluginCommandTests {
        @Test("a command takes its arguments, the plugin's settings, and Patchbay's options among them")
        func words() async throws {
            let plugins = try PluginPlace()
            let fields = PluginPlace.echo + "settings = { { 'greeting', 'text' } },"
            try await plugins.install("parrot", fields, settings: "--greeting Ahoy")
            let outcome = try await plugins.place.patchbay(
                "parrot echo --simulator hello --users 3 --loud --timeout 1m"
            )
            #expect(outcome.exitCode == 0 && outcome.output == "hello\ttrue\tAhoy\n", "\(outcome.errors)")
            let set = try await plugins.place.patchbay("plugin set parrot --greeting Hm")
            #expect(set.exitCode == 0, "\(set.errors)")
            let behind = try await plugins.place.patchbay("parrot echo --simulator -- --loud")
            #expect(behind.output == "--loud\tfalse\tHm\n", "\(behind.errors)")
        }

        @Test("help is made of the manifest, for the plugin, a command, and below that of all verbs")
        func help() async throws {
            let plugins = try PluginPlace()
            try await plugins.install("parrot", PluginPlace.echo)
            let all = try await plugins.place.patchbay("--help")
            #expect(all.exitCode == 0 && all.output.contains("parrot echo"), "\(all.output)")
            for line in ["parrot", "parrot --help", "help parrot"] {
                let plugin = try await plugins.place.patchbay(line)
                #expect(plugin.exitCode == 0 && plugin.output.contains("Says it again."), "\(line): \(plugin.errors)")
            }
            for line in ["parrot echo --help", "help parrot echo", "parrot echo x --simulator -h"] {
                let command = try await plugins.place.patchbay(line)
                #expect(command.exitCode == 0, "\(line): \(command.errors)")
                #expect(command.output.hasPrefix("usage: patchbay parrot echo [options] [WORD]"), "\(command.output)")
                #expect(command.output.contains("--loud"))
            }
        }

        @Test("what there is not is told with what may have been meant, and runs nothing")
        func mistakes() async throws {
            let plugins = try PluginPlace()
            try await plugins.install("parrot", PluginPlace.echo)
            #expect(try await plugins.refusal("parot echo").contains("did you mean parrot?"))
            #expect(try await plugins.refusal("parrot ecko").contains("did you mean echo?"))
            #expect(try await plugins.refusal("parrot --simulator echo").contains("its command comes first"))
            #expect(try await plugins.refusal("parrot echo --simulator --lod").contains("did you mean --loud?"))
            #expect(try await plugins.refusal("parrot echo --timeout soon").contains("--timeout"))
            let off = try await plugins.place.patchbay("plugin disable parrot")
            #expect(off.exitCode == 0, "\(off.errors)")
            #expect(try await plugins.refusal("parrot echo").contains("patchbay plugin enable parrot"))
        }

        @Test("a setting that is required and not there is said at install, and is an error when it is used")
        func settings() async throws {
            let plugins = try PluginPlace()
            try plugins.write("parrot", PluginPlace.echo + "settings = { { 'greeting', 'text', required = true } },")
            let installed = try await plugins.place.patchbay("plugin install --yes parrot")
            #expect(installed.exitCode == 0 && installed.errors.contains("patchbay plugin set parrot --greeting TEXT"))
            let said = try await plugins.refusal("parrot echo --simulator")
            #expect(said.contains("plugin parrot: needs the setting --greeting TEXT"), "\(said)")
            #expect(try await plugins.refusal("plugin set parrot --greting x").contains("settings are --greeting"))
        }

        @Test("it does no more than was granted, whatever is typed")
        func permissions() async throws {
            let plugins = try PluginPlace()
            let script = """
                local cc = require "cc"
                local function try(fn) local ok, err = pcall(fn) print(ok, not ok and err.kind or "") end
                """
            let run = """
                commands = { go = { run = function()
                    local user = cc.user.list()[1]
                    try(function() cc.team.list() end)
                    try(function() cc.user.patch(user.id, { workPhone = "+1" }) end)
                end } },
                """
            try await plugins.install("meek", run + "permissions = { operations = { 'user.list' } },", before: script)
            let meek = try await plugins.place.patchbay("meek go --simulator --allow-deletes --allow-changes 5")
            #expect(meek.output == "false\tdenied\nfalse\tdenied\n", "\(meek.output)\(meek.errors)")
            let granted = "permissions = { operations = { 'user.*', 'team.list' }, changes = true },"
            try await plugins.install("bold", run + granted, before: script)
            let bold = try await plugins.place.patchbay("bold go --simulator")
            #expect(bold.output == "true\t\ntrue\t\n", "\(bold.output)\(bold.errors)")
            let narrowed = try await plugins.place.patchbay("bold go --simulator --read-only")
            #expect(narrowed.output == "true\t\nfalse\tdenied\n", "\(narrowed.output)\(narrowed.errors)")
            let planned = try await plugins.place.patchbay("bold go --simulator --plan")
            #expect(planned.exitCode == 0 && planned.output.contains("workPhone"), "\(planned.output)\(planned.errors)")
        }

        @Test("a command that was cut off is resumed, unless the plugin has changed since")
        func resume() async throws {
            let cut = try await CutOffRun()
            let plugins = PluginPlace(cut.place)
            let body = CutOffRun.script.split(separator: "\n", omittingEmptySubsequences: false)
            let before = String(body[0])
            let run = body.dropFirst(2).joined(separator: "\n").replacing(", results = \"results.csv\"", with: "")
            let fields = """
                permissions = { operations = { "user.*" }, changes = true },
                commands = { go = { args = { { "file", "file", required = true }, { "--at", "date", default = "now" } },
                    run = function(args) \(run) end } },
                """
            try await plugins.install("changer", fields, before: before)
            try cut.simulator.fail("stall:times=1:after=3:match=PATCH")
            let started = try cut.place.start("changer go --profile demo people.csv")
            try await until { (try? cut.simulator.stats().faults) ?? 0 > 0 }
            started.send(9)
            _ = await started.outcome()
            try cut.simulator.mend()
            let list = try await cut.place.patchbay("runs list --json")
            #expect(list.output.contains("plugin changer/go"), "\(list.output)")
            try await plugins.install("other")
            try plugins.write("changer", fields + "\n-- another one", before: before)
            #expect(try await cut.place.patchbay("plugin update --yes changer").exitCode == 0)
            let refused = try await cut.resume()
            #expect(
                refused.exitCode == 2 && refused.errors.contains("the plugin changer has changed"),
                "\(refused.errors)"
            )
            let resumed = try await cut.resume("--force")
            #expect(resumed.exitCode == 0, "\(resumed.errors)")
            #expect(resumed.errors.contains("remembered"), "\(resumed.errors)")
        }
    }
}
