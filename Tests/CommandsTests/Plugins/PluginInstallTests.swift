import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Installing plugins")
    struct PluginInstallTests {
        @Test("plugin new lays out one that passes the check, installs and runs at once")
        func new() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            #expect(try await place.patchbay("plugin new counter").exitCode == 0)
            let check = try await place.patchbay("plugin check counter")
            #expect(check.exitCode == 0 && check.output.contains("call user.list"), "\(check.errors)")
            #expect(try await place.patchbay("plugin install --yes counter").exitCode == 0)
            let run = try await place.patchbay("counter count --simulator --users 7")
            #expect(run.exitCode == 0 && run.output == "Hello! The contact centre has 7 users.\n", "\(run.errors)")
            let again = try await plugins.refusal("plugin new counter")
            #expect(again.contains("is there already"), "\(again)")
            #expect(try await plugins.refusal("plugin new Counter").contains("is no name of a plugin"))
        }

        @Test("what it may do is shown, and granted by a person or by --yes alone")
        func granted() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            try plugins.write(
                "talker",
                "permissions = { net = { '*.example.com' }, changes = 3, deletes = true, write = { '~/out' } },"
            )
            let refused = try await plugins.refusal("plugin install talker")
            for text in [
                "talk to *.example.com", "change the org, 3 times at most in a run", "delete, where",
                "write files beneath ~/out", "give --yes",
            ] { #expect(refused.contains(text), "\(refused)") }
            #expect(try await plugins.installed() == [])
            let asked = try place.start(
                "plugin install talker",
                errors: .terminal(columns: 100, isTyped: true)
            )
            #expect(await asked.hasWritten("[y/N]"))
            asked.type("no\n")
            #expect(await asked.outcome().exitCode == 0)
            #expect(try await plugins.installed() == [])
            #expect(try await place.patchbay("plugin install --yes talker").exitCode == 0)
            let shown = try JSONValue(parsing: try await place.patchbay("plugin show talker --json").outputBytes)
            #expect(shown["permissions"]?["changes"]?.integer == 3 && shown["enabled"]?.bool == true)
        }

        @Test("two plugins of one name are refused, and so is an order that has no beginning")
        func names() async throws {
            let plugins = try PluginPlace()
            try await plugins.install("one", "after = { 'two' },")
            try plugins.place.script("elsewhere/plugin.lua", PluginPlace.manifest("one"))
            let taken = try await plugins.refusal("plugin install --yes elsewhere")
            #expect(
                taken.contains("plugin one: is installed already") && taken.contains("plugin update one"),
                "\(taken)"
            )
            try plugins.write("two", "after = { 'three' },")
            #expect(try await plugins.place.patchbay("plugin install --yes two").exitCode == 0)
            try plugins.write("three", "after = { 'one' },")
            let cycle = try await plugins.refusal("plugin install --yes three")
            #expect(cycle.contains("one, two, three, one"), "\(cycle)")
            #expect(try await plugins.installed() == ["one", "two"])
        }

        @Test("permissions are asked for again only when they have grown, and what has grown is said")
        func grown() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            try await plugins.install("mover", "permissions = { operations = { 'user.*' } },")
            try plugins.write("mover", "permissions = { operations = { 'user.list' } }, after = {},")
            let same = try await place.patchbay("plugin update mover")
            #expect(same.exitCode == 0 && same.errors.contains("updated mover"), "\(same.errors)")
            try plugins.write("mover", "permissions = { operations = { 'user.list' }, net = { 'example.com' } },")
            let grown = try await plugins.refusal("plugin update mover")
            #expect(grown.contains("talk to example.com") && grown.contains("--yes"), "\(grown)")
            #expect(!grown.contains("call user.list"), "\(grown)")
            let kept = try await place.patchbay("plugin show mover")
            #expect(!kept.output.contains("example.com"))
            #expect(try await place.patchbay("plugin update --yes mover").exitCode == 0)
            #expect(try await place.patchbay("plugin show mover").output.contains("example.com"))
            let nothing = try await place.patchbay("plugin update mover")
            #expect(nothing.errors.contains("is as its source has it"), "\(nothing.errors)")
        }

        @Test("one that has changed on disk is refused until it was looked at; the rest goes on")
        func changed() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            try await plugins.install("parrot", PluginPlace.echo)
            try await plugins.install("guard", "hooks = { before_write = function() end },")
            try place.script("s.lua", "print('here')")
            let file = try #require(place.folder.files().first { $0.contains("plugins/parrot/code/") })
            try place.folder.write(file, (place.folder.text(file) ?? "") + "-- more")
            let refused = try await plugins.refusal("parrot echo x --simulator")
            #expect(refused.contains("plugin parrot: has changed on disk since it was installed"), "\(refused)")
            let run = try await place.patchbay("run --simulator s.lua")
            #expect(run.exitCode == 0 && run.output == "here\n", "\(run.errors)")
            #expect(run.errors.contains("warning: plugin parrot: has changed on disk"), "\(run.errors)")
            let told = try await place.shell("cd / && patchbay plugin check parrot")
            #expect(told.exitCode == 2 && told.errors.contains("plugin.lua has changed since"), "\(told.errors)")
            #expect(try await place.patchbay("plugin update parrot").exitCode == 0)
            #expect(try await place.patchbay("parrot echo x --simulator").output.hasPrefix("x\t"))
            // Who is asked before changes must be there, or nothing is done.
            let asked = try #require(place.folder.files().first { $0.contains("plugins/guard/code/") })
            try place.folder.write(asked, "return 1")
            let closed = try await place.patchbay("run --simulator s.lua")
            #expect(closed.exitCode == 2 && closed.output.isEmpty, "\(closed.errors)")
            #expect(closed.errors.contains("patchbay plugin disable guard"), "\(closed.errors)")
            #expect(try await place.patchbay("plugin disable guard").exitCode == 0)
            #expect(try await place.patchbay("run --simulator s.lua").exitCode == 0)
        }

        @Test("what is removed is gone, and what is part of Patchbay or not there is told")
        func removed() async throws {
            let plugins = try PluginPlace()
            try await plugins.install("parrot", PluginPlace.echo)
            #expect(try await plugins.place.patchbay("plugin remove parrot").exitCode == 0)
            #expect(try await plugins.installed() == [])
            #expect(!plugins.place.folder.files().contains { $0.contains("plugins/parrot") })
            #expect(try await plugins.refusal("plugin remove parrot").contains("is not installed"))
            #expect(try await plugins.refusal("plugin show parrot").contains("is not installed"))
        }

        @Test("an install that is killed leaves all of the plugin or nothing, and can be done again")
        func killed() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            try plugins.write("large", PluginPlace.echo)
            for number in 1...150 { try place.script("large/lib/m\(number).lua", "return \(number)") }
            var isDone = false
            for step in 0..<11 where !isDone {
                let run = try place.start("plugin install --yes large")
                #expect(await run.hasWritten("it may:"))
                // At another point of the writing each time.
                try await until { place.folder.files().count { $0.contains("/plugins/large/code/") } >= step * 14 }
                run.send(9)
                isDone = await run.outcome().signal == nil
                let names = try await plugins.installed()
                #expect(names == [] || names == ["large"])
                guard names == ["large"] else { continue }
                isDone = true
                #expect(try await place.patchbay("large echo x --simulator").exitCode == 0)
            }
            if !isDone { #expect(try await place.patchbay("plugin install --yes large").exitCode == 0) }
            let codes = Set(
                place.folder.files().compactMap {
                    $0.split(separator: "plugins/large/code/").last?.split(separator: "/").first
                }
            )
            #expect(try await place.patchbay("large echo x --simulator").output.hasPrefix("x\t"))
            #expect(codes.count >= 1)
        }
    }
}
