import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Where plugins come from")
    struct PluginSourceTests {
        /// Runs a shell line that is to go well.
        private static func shell(_ place: Place, _ line: String) async throws {
            let outcome = try await place.shell("set -e; \(line)")
            #expect(outcome.exitCode == 0, "\(line): \(outcome.errors)")
        }

        @Test(
            "a tar file, packed or not, with its folder or without",
            arguments: [
                "tar -cf p.tar parrot", "tar -czf p.tar.gz parrot", "tar -czf p.tgz -C parrot plugin.lua",
            ]
        )
        func tar(_ line: String) async throws {
            let plugins = try PluginPlace()
            try plugins.write("parrot", PluginPlace.echo)
            try await Self.shell(plugins.place, line)
            let file = line.split(separator: " ")[2]
            let outcome = try await plugins.place.patchbay("plugin install --yes \(file)")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try await plugins.place.patchbay("parrot echo x --simulator").output.hasPrefix("x\t"))
            #expect(plugins.place.leftOvers == [])
        }

        @Test(
            "a tar file whose names leave it, with a link or a pipe in it, or that is none, is refused",
            arguments: [
                "echo x > out.lua; tar -P -cf p.tar parrot/../out.lua parrot/plugin.lua",
                "tar -P -cf p.tar \"$PWD/parrot/plugin.lua\"",
                "ln -s /etc/passwd parrot/link.lua; tar -cf p.tar parrot",
                "ln -s .. parrot/link; tar -cf p.tar parrot",
                "mkfifo parrot/pipe; tar -cf p.tar parrot",
                "echo no tar > p.tar",
                "tar -cf p.tar parrot; truncate -s 700 p.tar",
            ]
        )
        func badTar(_ line: String) async throws {
            let plugins = try PluginPlace()
            try plugins.write("parrot", PluginPlace.echo)
            try await Self.shell(plugins.place, line)
            let said = try await plugins.refusal("plugin install --yes p.tar")
            #expect(said.contains("p.tar"), "\(said)")
            #expect(try await plugins.installed() == [])
        }

        @Test("a folder with a link is refused, and one without plugin.lua; what is not there is told")
        func folders() async throws {
            let plugins = try PluginPlace()
            try plugins.write("parrot", PluginPlace.echo)
            try await Self.shell(plugins.place, "ln -s /etc/passwd parrot/words.lua; mkdir empty")
            #expect(try await plugins.refusal("plugin install --yes parrot").contains("words.lua: is a symbolic link"))
            #expect(try await plugins.refusal("plugin install --yes empty").contains("has no plugin.lua"))
            #expect(try await plugins.refusal("plugin install --yes nowhere").contains("nowhere"))
            #expect(try await plugins.refusal("plugin install --yes nowhere.tar").contains("nowhere.tar"))
            #expect(try await plugins.refusal("plugin check empty").contains("there is no plugin.lua in it"))
        }

        @Test("a repository is taken at its head or at a revision, which is kept, and updated")
        func git() async throws {
            let plugins = try PluginPlace()
            let place = plugins.place
            try plugins.write("parrot", PluginPlace.echo)
            let git = "git -c user.name=t -c user.email=t@example.com"
            try await Self.shell(
                place,
                """
                cd parrot; git init -q -b main .; git add .; \(git) commit -qm one; git tag v1
                mkdir hooks; printf '#!/bin/sh\\ntouch \(place.work)/hooked\\n' > .git/hooks/post-checkout
                chmod +x .git/hooks/post-checkout
                """
            )
            try plugins.write("parrot", PluginPlace.echo + "-- two")
            try await Self.shell(place, "cd parrot; git add .; \(git) commit -qm two")
            let address = "file://\(place.work)/parrot"
            let old = try await place.patchbay("plugin install --yes \(address)#v1")
            #expect(old.exitCode == 0, "\(old.errors)")
            let first = try JSONValue(parsing: try await place.patchbay("plugin show parrot --json").outputBytes)
            #expect(first["source"]?["wanted"]?.string == "v1" && first["source"]?["revision"]?.string?.count == 40)
            #expect(try await place.patchbay("plugin update parrot").errors.contains("is as its source has it"))
            let newer = try await place.patchbay("plugin update parrot \(address)")
            #expect(newer.exitCode == 0 && newer.errors.contains("updated parrot"), "\(newer.errors)")
            let second = try JSONValue(parsing: try await place.patchbay("plugin show parrot --json").outputBytes)
            #expect(second["source"]?["revision"] != first["source"]?["revision"])
            #expect(place.text("hooked") == nil)
            let lost = try await place.patchbay("plugin update parrot \(address)#v9")
            #expect(lost.exitCode == 2 && lost.errors.contains("has no revision 'v9'"), "\(lost.errors)")
        }

        @Test("a repository that is not there is told, without a question")
        func noRepository() async throws {
            let plugins = try PluginPlace()
            let missing = try await plugins.place.patchbay("plugin install --yes file:///nowhere/at-all.git")
            #expect(missing.exitCode == 1 && missing.errors.contains("cannot be cloned"), "\(missing.errors)")
            #expect(missing.errors.contains("file:///nowhere/at-all.git"))
            let command = try await plugins.place.patchbay("plugin install --yes ext::sh://x")
            #expect(command.exitCode != 0 && plugins.place.leftOvers == [], "\(command.errors)")
        }
    }
}
