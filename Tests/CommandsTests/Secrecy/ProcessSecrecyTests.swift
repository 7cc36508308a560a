import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Processes that hold secrets")
    struct ProcessSecrecyTests {
        /// Has used its tokens when it says that it is ready.
        private static let script = """
            require("cc").task.list({ from = 1, to = 2 })
            print "ready"
            require("async").sleep("50s")
            """

        /// A simulator's profile in a place, and credentials in the environment beside, with a witness that knows both.
        private struct Scene {
            let simulator: SimulatorProcess
            var place: Place
            var witness: Witness

            init() async throws {
                place = try Place()
                simulator = try await SimulatorProcess(place, "--tasks 4 --recording-seconds 1 --rate-limit 0")
                try place.script("script.lua", ProcessSecrecyTests.script)
                var secrets: [String: String] = [:]
                for name in ["client_secret", "access_token", "refresh_token"] {
                    secrets[name] = Canaries.random(try #require(simulator.ready[name]?.string))
                    secrets[name + " of the environment"] = Canaries.make(name)
                    place.environment["PATCHBAY_" + name.uppercased()] = Canaries.make(name)
                }
                witness = Witness(place, secrets)
            }
        }

        @Test("no argument shows one, and no variable of a worker")
        func arguments() async throws {
            var scene = try await Scene()
            let run = try scene.place.start("run --profile demo script.lua")
            try #require(await run.hasWritten("ready"))
            let workers = run.children
            #expect(workers.count == 1)
            for pid in workers {
                for name in ["cmdline", "environ"] {
                    let bytes = try #require(SmallFile.bytes("/proc/\(pid)/\(name)"))
                    scene.witness.hear("\(name) of the worker", bytes)
                }
            }
            scene.witness.hear("arguments of the host", try #require(SmallFile.bytes("/proc/\(run.pid)/cmdline")))
            run.send(SIGTERM)
            scene.witness.hear("run", await run.outcome())
            #expect(scene.witness.sightings.isEmpty, "\(scene.witness.sightings)")
        }

        @Test("a browser is told an address, and nothing else")
        func browser() async throws {
            var scene = try await Scene()
            let place = scene.place
            let browser = "#!/bin/sh\ncat /proc/$$/cmdline /proc/$$/environ >seen.new\nmv seen.new seen\n"
            chmod(try place.folder.write("work/browser", browser), 0o755)
            var withBrowser = place
            withBrowser.environment["BROWSER"] = place.folder.path("work/browser")
            // A port that was free a moment ago.
            let server = try ScriptedServer { _ in .nothing }
            server.stop()
            let ready = { (name: String) in scene.simulator.ready[name]?.string ?? "" }
            let added = try await place.patchbay(
                "profile add own --api-url \(ready("api_url")) --auth-url \(ready("auth_url")) "
                    + "--client-id \(ready("client_id")) --redirect-uri \(server.url)/back"
            )
            #expect(added.exitCode == 0, "\(added.errors)")
            let login = try withBrowser.start("login own --timeout 20s")
            for _ in 0..<2000 where place.text("seen") == nil { try await Task.sleep(for: .milliseconds(10)) }
            #expect(try #require(place.text("seen")).contains("code_challenge="))
            login.send(SIGTERM)
            scene.witness.hear("login", await login.outcome())
            #expect(scene.witness.sightings.isEmpty, "\(scene.witness.sightings)")
        }

        @Test(
            "whatever signal ends a process leaves none behind",
            arguments: [SIGINT, SIGTERM, SIGABRT, SIGSEGV, SIGQUIT]
        )
        func signals(_ signal: Int32) async throws {
            var scene = try await Scene()
            // A process that may write its memory into a file, where the machine lets it.
            let run = try ProgramRun(
                "/bin/sh",
                ["-c", "ulimit -c unlimited 2>/dev/null; exec patchbay run --profile demo script.lua"],
                environment: scene.place.environment,
                folder: scene.place.work
            )
            try #require(await run.hasWritten("ready"))
            run.send(signal)
            scene.witness.hear("run", await run.outcome())
            #expect(scene.witness.sightings.isEmpty, "\(scene.witness.sightings)")
        }
    }
}
