import JSON
import TestSupport
import Testing

extension CommandSuite {
    /// What a plugin, or who made it, may not get by a trick.
    @Suite("Trust in plugins")
    struct PluginTrustTests {
        @Test("nothing passes for a part of the question that grants permissions")
        func forged() async throws {
            let plugins = try PluginPlace()
            let texts = [
                "commands = { go = { about = 'a\\n  it may:\\n    nothing', run = print } }",
                "commands = { go = { about = '\\27[2J', run = print } }",
                "commands = { go = { args = { { '--x', 'text', help = 'a\\nb' } }, run = print } }",
                "permissions = { read = { 'data\\n    nothing else' } }", "permissions = { write = { 'a\\u{202E}b' } }",
                "sinks = { s = { about = ('x'):rep(2000), put = print } }",
            ]
            for text in texts {
                try plugins.write("sly", text)
                let said = try await plugins.refusal("plugin install --yes sly")
                #expect(said.hasPrefix("error: plugin sly: ") && !said.contains("it may"), "\(said)")
            }
            try plugins.write("many", "commands = many", before: manyCommands)
            #expect(try await plugins.refusal("plugin install --yes many").contains("101 entries"))
            #expect(try await plugins.installed() == [])
        }

        private let manyCommands = "local many = {} for i = 1, 101 do many['c' .. i] = { run = print } end"

        @Test("a module's name belongs to one plugin: to ours, or to who came first and is switched on")
        func modules() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            try plugins.write("taker", "modules = { exporting = 'plugin.lua' },")
            #expect(try await plugins.refusal("plugin install --yes taker").contains("the plugin recordings gives"))
            try plugins.write("taker", "modules = { csv = 'plugin.lua' },")
            #expect(try await plugins.refusal("plugin install --yes taker").contains("is a module of patchbay"))
            try await plugins.install("first", "modules = { shared = 'plugin.lua' },")
            try plugins.write("second", "modules = { shared = 'plugin.lua' },")
            #expect(try await plugins.refusal("plugin install --yes second").contains("plugin disable first"))
            #expect(try await place.patchbay("plugin disable first").exitCode == 0)
            try await plugins.install("second", "modules = { shared = 'plugin.lua' },")
            #expect(try await plugins.refusal("plugin enable first").contains("the plugin second gives"))
        }

        @Test("a name is that of what is installed, whatever lies in the current folder")
        func names() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            try await plugins.install("parrot", PluginPlace.echo)
            let file = try #require(place.folder.files().first { $0.contains("plugins/parrot/code/") })
            try place.folder.write(file, (place.folder.text(file) ?? "") + "-- more")
            let told = try await plugins.refusal("plugin check parrot")
            #expect(told.contains("plugin.lua has changed since"), "\(told)")
            #expect(told.contains("patchbay plugin check ./parrot"), "\(told)")
            #expect(try await place.patchbay("plugin check ./parrot").exitCode == 0)
        }

        @Test("one whose record cannot be read is listed, stops what is run, and can be switched off and removed")
        func unreadable() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            try await plugins.install("parrot", PluginPlace.echo)
            try await plugins.install("other")
            try place.script("s.lua", "print('here')")
            let file = try #require(place.folder.files().first { $0.hasSuffix("plugins/parrot/plugin.json") })
            try place.folder.write(file, "{")
            let list = try await place.patchbay("plugin list")
            #expect(list.exitCode == 0 && list.output.contains("other") && list.output.contains("refused"))
            #expect(try await plugins.refusal("run --simulator s.lua").contains("patchbay plugin disable parrot"))
            #expect(try await place.patchbay("plugin disable parrot").exitCode == 0)
            #expect(try await place.patchbay("run --simulator s.lua").output == "here\n")
            #expect(try await place.patchbay("plugin remove parrot").exitCode == 0)
            #expect(try await plugins.installed() == ["other"])
        }

        @Test("what hears of every run, gives modules or takes recordings is asked for when an update brings it")
        func growth() async throws {
            let plugins = try PluginPlace()
            try await plugins.install("grower")
            let hook = "hooks = { before_write = function() end },"
            try plugins.write("grower", hook + "modules = { m = 'plugin.lua' }, sinks = { s = { put = print } },")
            let said = try await plugins.refusal("plugin update grower")
            for text in ["before_write; it may refuse changes", "requires them: m", "grower/s", "--yes"] {
                #expect(said.contains(text), "\(said)")
            }
            #expect(try await plugins.place.patchbay("plugin update --yes grower").exitCode == 0)
            let again = try await plugins.place.patchbay("plugin update grower")
            #expect(again.errors.contains("is as its source has it"), "\(again.errors)")
        }

        @Test("a tar file that grows without end is given up, and leaves nothing")
        func bomb() async throws {
            let plugins = try PluginPlace()
            try plugins.write("parrot", PluginPlace.echo)
            let line = "truncate -s 1G parrot/big && tar -czf p.tgz parrot && rm parrot/big"
            #expect(try await plugins.place.shell(line).exitCode == 0)
            let said = try await plugins.refusal("plugin install --yes p.tgz")
            #expect(said.contains("wrote more than"), "\(said)")
            #expect(plugins.place.leftOvers == [])
            #expect(try await plugins.installed() == [])
        }

        @Test("git gets no password to keep, and is led to no other repository")
        func git() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            for address in ["https://me:s3cretword@example.com/x.git", "https://s3cretword@example.com/x#v1"] {
                let said = try await plugins.refusal("plugin install --yes \(address)")
                #expect(said.contains("example.com") && !said.contains("s3cretword"), "\(said)")
            }
            try plugins.write("parrot", PluginPlace.echo)
            let prepared = try await place.shell(
                """
                set -e; git init -q victim; echo kept > victim/file; git init -q parrot; cd parrot; git add .
                git -c user.name=t -c user.email=t@example.com commit -qm one
                """
            )
            #expect(prepared.exitCode == 0, "\(prepared.errors)")
            let outcome = try await place.shell(
                "GIT_DIR=$PWD/victim/.git GIT_WORK_TREE=$PWD/victim patchbay plugin install --yes file://$PWD/parrot"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(place.text("victim/file") == "kept\n" && place.text("victim/plugin.lua") == nil)
        }

        @Test("a secret that was typed where the name of one belongs is kept nowhere")
        func typedSecret() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            let secret = "Zq7-typed-by-mistake-0815"
            let args = "args = { { '--token', 'secret' } }, run = print"
            let fields = "settings = { { 'key', 'secret' }, { 'must', 'text', required = true } },"
            try plugins.write("keeper", fields + "commands = { go = { \(args) } },")
            #expect(try await place.patchbay("plugin install --yes keeper --key \(secret)").exitCode != 0)
            try await plugins.install("keeper", fields + "commands = { go = { \(args) } },", settings: "--must x")
            try place.script("s.lua", "require('run').args { { '--token', 'secret' }, { 'file', 'secret' } }")
            for line in [
                "keeper go --simulator --token \(secret)", "keeper go --token=\(secret) --simulator",
                "run --simulator s.lua --token \(secret)", "run --simulator s.lua \(secret)",
            ] {
                let outcome = try await place.patchbay(line)
                #expect(outcome.exitCode == 2 && !outcome.errors.contains(secret), "\(outcome.errors)")
            }
            let shown = try await place.patchbay("runs show last")
            #expect(shown.exitCode == 0 && shown.output.contains("…"), "\(shown.output)")
            let found = try await place.shell("grep -rlaF -e '\(secret)' \"$PATCHBAY_HOME\"")
            #expect(found.exitCode == 1 && found.output.isEmpty, "\(found.output)")
        }
    }
}
