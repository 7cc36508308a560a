import TestSupport
import Testing

extension CommandSuite {
    @Suite("Manifests of plugins")
    struct PluginManifestTests {
        /// A manifest that is wrong, and what must be said of it.
        struct Wrong: Sendable, CustomTestStringConvertible {
            let text: String
            let said: [String]

            init(_ text: String, _ said: String...) {
                self.text = text
                self.said = said
            }

            init(fields: String, _ said: String...) {
                text = PluginPlace.manifest("sample", fields)
                self.said = said
            }

            var testDescription: String { said.joined(separator: " … ") }
        }

        static let wrong: [Wrong] = [
            Wrong("", "plugin.lua returns nothing", "return {"),
            Wrong("return 7", "plugin.lua returns a number"),
            Wrong("return {", "plugin.lua:1:"),
            Wrong("error 'no luck'", "no luck"),
            Wrong("return { version = '1.0.0' }", "name", "is missing", "name = \"my-plugin\""),
            Wrong("return { name = 'Sample One' }", "name", "'Sample One'", "lower-case"),
            Wrong(
                "return { name = 'sample', version = '1.0.0', needs = '1.0' }",
                "plugin sample: summary",
                "is missing"
            ),
            Wrong(
                "return { name = 'sample', version = 1.0, needs = '1.0', summary = 's' }",
                "plugin sample: version",
                "not a text",
                "1.0.0"
            ),
            Wrong(
                "return { name = 'sample', version = '1.x', needs = '1.0', summary = 's' }",
                "plugin sample: version",
                "'1.x' is no version"
            ),
            Wrong(
                "return { name = 'sample', version = '1.0.0', needs = '99.0', summary = 's' }",
                "plugin sample: needs",
                "it needs Patchbay 99.0",
                "this is 1."
            ),
            Wrong(
                "return { name = 'runs', version = '1.0.0', needs = '1.0', summary = 's' }",
                "plugin runs: name",
                "is a verb of patchbay"
            ),
            Wrong(fields: "comands = {}", "plugin sample: comands", "no such field", "did you mean commands?"),
            Wrong(fields: "after = { 'sample' }", "plugin sample: after", "names itself"),
            Wrong(fields: "after = 'other'", "plugin sample: after", "'other', not a list of texts"),
            Wrong(fields: "hooks = { row_faild = function() end }", "hooks.row_faild", "did you mean row_failed?"),
            Wrong(fields: "hooks = { row_failed = 'later' }", "hooks.row_failed", "is 'later', not a function"),
            Wrong(
                fields: "commands = { go = { about = 'Goes.' } }",
                "commands.go.run",
                "is missing",
                "function(args, settings)"
            ),
            Wrong(fields: "commands = { go = print }", "plugin sample: commands.go", "is a function, not a table"),
            Wrong(
                fields: "commands = { go = { args = { { '--to', 'plase' } }, run = print } }",
                "commands.go.args: --to",
                "unknown type 'plase'"
            ),
            Wrong(
                fields: "commands = { go = { args = { { '--profile', 'text' } }, run = print } }",
                "commands.go.args: --profile",
                "is an option of patchbay"
            ),
            Wrong(fields: "sinks = { vault = {} }", "sinks.vault.put", "is missing", "function(file, settings)"),
            Wrong(fields: "modules = { names = 'lib/names.lua' }", "modules.names", "no file lib/names.lua"),
            Wrong(
                fields: "modules = { names = '../names.lua' }",
                "modules.names",
                "'../names.lua' is no Lua file of the plugin"
            ),
            Wrong(
                fields: "settings = { { '--webhook', 'secret' } }",
                "settings",
                "'--webhook' is no name of a setting"
            ),
            Wrong(fields: "permissions = { nett = {} }", "permissions.nett", "did you mean net?"),
            Wrong(fields: "permissions = { net = { 'http://x' } }", "permissions.net", "'http://x' is no host"),
            Wrong(
                fields: "permissions = { operations = { 'user.ptach' } }",
                "permissions.operations",
                "no operation 'user.ptach'",
                "did you mean user.patch?"
            ),
            Wrong(fields: "permissions = { operations = { 'usr.*' } }", "no resource 'usr'", "did you mean user?"),
            Wrong(fields: "permissions = { changes = 'many' }", "permissions.changes", "is 'many'", "true"),
            Wrong(fields: "permissions = { read = { '' } }", "permissions.read", "'' is no folder"),
            Wrong("require('cc').user.get('x'); return {}", "plugin.lua only says what the plugin adds"),
            Wrong("require('http').get('https://example.com'); return {}", "plugin.lua only says what the plugin adds"),
            Wrong("require('run').args {}; return {}", "plugin.lua only says what the plugin adds"),
        ]

        @Test("a mistake is told with plugin, field, value and the way out", arguments: wrong)
        func mistakes(_ wrong: Wrong) async throws {
            let plugins = try PluginPlace()
            try plugins.place.script("sample/plugin.lua", wrong.text)
            let said = try await plugins.refusal("plugin install --yes sample")
            for text in wrong.said { #expect(said.contains(text), "\(said)") }
            #expect(try await plugins.installed() == [])
        }

        @Test("one that loops, or needs too much memory, is given up")
        func endless() async throws {
            let plugins = try PluginPlace()
            try plugins.place.script("sample/plugin.lua", "while true do end")
            let slow = try await plugins.refusal("plugin install --yes sample")
            #expect(slow.contains("limit of 5s"), "\(slow)")
            try plugins.place.script("sample/plugin.lua", "local s = 'x' while true do s = s .. s end")
            let large = try await plugins.refusal("plugin install --yes sample")
            #expect(large.contains("limit of 64"), "\(large)")
        }

        @Test("it may require files of its own, and nothing that lies elsewhere")
        func modules() async throws {
            let plugins = try PluginPlace()
            try plugins.place.script("outside.lua", "return {}")
            try plugins.place.script("sample/lib/words.lua", "return { summary = 'From a module.' }")
            let text = PluginPlace.manifest("sample").replacing("\"For a test.\"", with: "require('lib.words').summary")
            try plugins.place.script("sample/plugin.lua", text)
            let fine = try await plugins.place.patchbay("plugin check sample")
            #expect(fine.exitCode == 0 && fine.output.contains("sample 1.0.0  fine"), "\(fine.errors)")
            try plugins.place.script("sample/plugin.lua", "require 'outside' " + PluginPlace.manifest("sample"))
            #expect(try await plugins.refusal("plugin check sample").contains("there is no such module"))
        }
    }
}
