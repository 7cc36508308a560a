import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("What a plan holds back besides changes")
    struct HeldEffectTests {
        /// A place whose temporary folder can be looked into.
        private static func place() throws -> Place {
            var place = try Place()
            try place.folder.makeFolder("tmp")
            place.environment["TMPDIR"] = place.folder.path("tmp")
            return place
        }

        /// What the plan of a script lists as held, by kind.
        private static func held(_ outcome: ProgramRun.Outcome) throws -> [String: [String]] {
            let plan = try JSONValue(parsing: outcome.outputBytes)
            let entries = plan["held"]?.array ?? []
            return Dictionary(grouping: entries) { $0["kind"]?.string ?? "" }
                .mapValues { $0.compactMap { $0["what"]?.string } }
        }

        @Test("files are listed as they were named, each once, and neither they nor their folders are on the disk")
        func files() async throws {
            let place = try Self.place()
            try place.script("there.txt", "as it was")
            try place.script(
                "s.lua",
                """
                local fs, run = require "fs", require "run"
                local args = run.args { { "--out", "output", default = "out/results.csv" } }
                fs.write("there.txt", "planned")
                fs.write("new/one.txt", "1")
                fs.write("./new/one.txt", "2")
                do local dropped <close> = fs.writer("dropped.txt") end
                run.rows({ { id = "a" }, { id = "b" } }, { key = "id", results = args.out }, function(row)
                    if row.id == "b" then error("b is wrong", 0) end
                end)
                """
            )
            let before = place.folder.files()
            let outcome = try await place.patchbay("run --simulator --tasks 1 --plan --json --allow-write s.lua")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            #expect(try Self.held(outcome) == ["file": ["there.txt", "new/one.txt", "out/results.csv"]])
            let plan = try JSONValue(parsing: outcome.outputBytes)
            let failure: JSONValue = ["key": "b", "error": "b is wrong"]
            #expect(plan["rows"] == ["done": 1, "failed": 1, "failures": [failure]])
            // The journal aside, all is as it was.
            #expect(place.folder.files().filter { !$0.hasPrefix("home/") } == before)
            #expect(place.text("there.txt") == "as it was")
            #expect(!outcome.errors.contains("results.csv"), "\(outcome.errors)")
        }

        @Test("a plan that is killed leaves nothing behind")
        func killed() async throws {
            let place = try Self.place()
            try place.script(
                "s.lua",
                """
                local fs = require "fs"
                local open = fs.writer("open.txt")
                open:write(("x"):rep(1 << 20))
                fs.write("whole.txt", ("y"):rep(1 << 20))
                print("written")
                while true do fs.exists("whole.txt") fs.read("whole.txt") end
                """
            )
            let run = try place.start("run --simulator --tasks 1 --plan --allow-write s.lua")
            #expect(await run.hasWritten("written\n"))
            run.send(SIGKILL)
            _ = await run.outcome()
            #expect(
                place.folder.files().filter { !$0.hasPrefix("home/") && !$0.hasPrefix("work/examples/") } == [
                    "work/s.lua"
                ]
            )
        }

        @Test(
            "downloads are listed and not made, the ledger knows nothing of them, and what was saved before is not listed"
        )
        func downloads() async throws {
            let place = try Self.place()
            let simulator = try await SimulatorProcess(place)
            let plan = "run --profile demo --plan --json examples/export-recordings.lua --from -8d"
            let first = try await place.patchbay(plan)
            #expect(first.exitCode == 0, "\(first.errors)")
            #expect(!place.folder.files().contains { $0.hasPrefix("work/recordings") })
            #expect(try simulator.stats().media == 0)
            let exported = try await place.export()
            #expect(exported.exitCode == 0, "\(exported.errors)")
            let folder = try ExportedFolder(place)
            let saved = folder.rows.compactMap { $0["path"] }
            #expect(folder.rows.count > 10 && folder.rows.allSatisfy { $0["status"] == "saved" })
            let held = try Self.held(first)
            #expect(held["download"]?.sorted() == saved.sorted())
            // Beside each its metadata, and the manifests.
            let manifests = ["recordings/manifest.csv", "recordings/manifest.jsonl"]
            #expect(held["file"]?.sorted() == (folder.files.filter { $0.hasSuffix(".json") } + manifests).sorted())
            let again = try await place.patchbay(plan)
            #expect(again.exitCode == 0, "\(again.errors)")
            #expect(try Self.held(again) == ["file": manifests])
        }

        @Test("a planned download has a name and no content; its metadata can be read")
        func download() async throws {
            let place = try Self.place()
            try place.script(
                "s.lua",
                """
                local fs, recordings, json = require "fs", require "recordings", require "json"
                local time = require "time"
                local tasks = recordings.tasks { from = time.now() - 8 * time.day, to = time.now() }
                local capture = recordings.captures(tasks)()
                local file = recordings.download(capture, "a/b.wav", { metadata = true })
                assert(file.planned and file.downloaded and file.bytes == 0 and file.path == "a/b.wav")
                assert(recordings.download(capture, "a/b.wav", { metadata = true }).downloaded == false)
                assert(recordings.download(capture, "c.wav").downloaded)
                assert(not recordings.download(capture, "c.wav").downloaded)
                assert(fs.exists("a/b.wav") and #fs.list("a") == 2)
                assert(json.decode(fs.read("a/b.json")).file.capture == capture.id)
                local ok, err = pcall(fs.read, "a/b.wav")
                assert(not ok and tostring(err):find("a plan downloads nothing", 1, true), tostring(err))
                ok, err = pcall(recordings.download, capture, "/etc/b.wav")
                assert(not ok and err.kind == "denied", tostring(err))
                """
            )
            let outcome = try await place.patchbay("run --simulator --tasks 30 --plan --json --allow-write s.lua")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try Self.held(outcome) == ["download": ["a/b.wav", "c.wav"], "file": ["a/b.json"]])
            #expect(!place.folder.exists("work/a"))
        }

        @Test("a request to another host that is no GET is listed without what may be a secret, and not sent")
        func http() async throws {
            let place = try Self.place()
            let server = try ScriptedServer { _ in .init(418, "tea") }
            let host = server.url.dropFirst("http://".count)
            try place.folder.write("work/value", "canary-value\n")
            let set = try await place.patchbay("secret set hook --from value")
            #expect(set.exitCode == 0, "\(set.errors)")
            try place.script(
                "s.lua",
                """
                local http, run = require "http", require "run"
                local args = run.args { { "--key", "secret" } }
                local url = "\(server.url)"
                local answer = http.post(url .. "/v1/things?key=q1", { json = { a = 1 }, headers = { ["X-Key"] = args.key } })
                assert(answer.status == 200 and answer.body == "" and answer.json == nil and next(answer.headers) == nil)
                assert(http.delete(url .. "/v1/things?key=q2").status == 200)
                assert(http.put(url .. "/" .. args.key .. "/x", { body = "y" }).status == 200)
                local ok, err = pcall(http.get, url .. "/read")
                assert(not ok and err.status == 418)
                ok, err = pcall(http.post, "http://127.0.0.1:1/x")
                assert(not ok and err.kind == "denied")
                """
            )
            let outcome = try await place.patchbay(
                "run --simulator --tasks 1 --plan --json --allow-net \(host) s.lua --key hook"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(server.requests.map(\.method) == ["GET"])
            let held = try Self.held(outcome)["http"] ?? []
            #expect(held == ["POST http://\(host)/v1/…", "DELETE http://\(host)/v1/…", "PUT http://\(host)/{hook}/…"])
            let warnings = try JSONValue(parsing: outcome.outputBytes)["warnings"]?.array ?? []
            #expect(warnings.count { $0.string?.contains("status 200") == true } == 1)
            #expect(!(outcome.output + outcome.errors).contains("canary-value"))
        }

        @Test("what is stored is listed and seen by the plan alone")
        func store() async throws {
            let place = try Self.place()
            let simulator = try await SimulatorProcess(place, "--tasks 1")
            defer { withExtendedLifetime(simulator) {} }
            try place.script(
                "s.lua",
                """
                local store, run = require "store", require "run"
                local before = store.get("count")
                store.update("count", function(n) return (n or 0) + 1 end)
                store.set("mark", "set")
                assert(store.get("count") == (before or 0) + 1 and store.take("mark") == "set")
                store.take("nothing")
                if not run.planning then print(before) end
                """
            )
            for expected in ["nil\n", "1\n"] {
                let plan = try await place.patchbay("run --profile demo --plan --json s.lua")
                #expect(plan.exitCode == 0, "\(plan.errors)")
                #expect(try Self.held(plan) == ["store": ["count", "mark"]])
                let run = try await place.patchbay("run --profile demo s.lua")
                #expect(run.output == expected, "\(run.errors)")
            }
        }
    }
}
