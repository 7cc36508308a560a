import TestSupport
import Testing

extension CommandSuite {
    /// The plugins among the examples in exports and in the runs of others.
    @Suite("Plugins among the examples, in exports and as hooks")
    struct ExampleExportTests {
        private static let export =
            "recordings export --simulator --tasks 30 --recording-seconds 1 --from -8d --out out"

        @Test("archive-sink puts every recording to the archive, whole, with its hash and token")
        func archive() async throws {
            let server = try ScriptedServer { request in
                .init(201, "", headers: [("X-Sha256", request.headers["x-sha256"] ?? "")])
            }
            let plugin = try ExamplePlugin("archive-sink", for: server)
            let place = plugin.place
            try await plugin.secret("archive-token", "Tok-12345")
            try await plugin.install("--address \(server.url)/in --token archive-token")
            let outcome = try await place.patchbay("\(Self.export) --sink archive-sink/archive", allowed: 120)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let saved = place.folder.files().filter { $0.hasPrefix("work/out/") && $0.hasSuffix(".wav") }
            #expect(saved.count > 5 && server.requests.count == saved.count)
            for request in server.requests {
                #expect(request.method == "PUT" && request.headers["authorization"] == "Bearer Tok-12345")
                #expect(request.path.hasPrefix("/in/") && request.path.hasSuffix(".wav"))
                #expect(request.headers["x-task-id"]?.count == 36 && request.headers["x-recording-id"]?.count == 36)
            }
            // The very files of the folder, with the hashes of the manifest.
            #expect(Set(server.requests.map(\.body)) == Set(saved.compactMap(place.folder.bytes)))
            let manifest = try #require(place.text("out/manifest.csv"))
            #expect(server.requests.allSatisfy { manifest.contains($0.headers["x-sha256"] ?? "none") })
            #expect(!outcome.errors.contains("Tok-12345") && !outcome.output.contains("Tok-12345"))
        }

        @Test("what the archive refuses, or says to have otherwise, is a failed row that names it; the rest is saved")
        func refusedByArchive() async throws {
            let server = try ScriptedServer { request in
                switch request.index {
                case 0: .init(507, "no room")
                case 1: .init(200, "", headers: [("X-Sha256", "0000")])
                default: .init(200)
                }
            }
            let plugin = try ExamplePlugin("archive-sink", for: server)
            let place = plugin.place
            try await plugin.install("--address \(server.url)")
            let outcome = try await place.patchbay("\(Self.export) --sink archive-sink/archive", allowed: 120)
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let manifest = try #require(place.text("out/manifest.csv"))
            let failed = manifest.split(separator: "\n").filter { $0.contains(",failed,") }
            #expect(failed.count == 2 && failed.allSatisfy { $0.contains("archive-sink") }, "\(failed)")
            #expect(failed.contains { $0.contains("507") } && failed.contains { $0.contains("0000") }, "\(failed)")
        }

        @Test("teams-notify tells how runs ended and names the first failed rows, and that it is there")
        func notify() async throws {
            let server = try ScriptedServer { _ in .init(200, "1") }
            let plugin = try ExamplePlugin("teams-notify", for: server)
            let place = plugin.place
            try await plugin.secret("teams-webhook", "\(server.url)/hook/s3cret")
            try await plugin.install("--webhook teams-webhook --show 2")
            #expect(try await place.patchbay("teams-notify test --simulator").exitCode == 0)
            #expect(server.requests.last?.text == #"{"text":"Patchbay is here."}"#)
            try place.script(
                "rows.lua",
                """
                require("run").rows({ "a", "b", "c", "d" }, { key = function(row) return row end, concurrency = 1 }, function(row)
                    if row ~= "a" then error("no " .. row, 0) end
                end)
                """
            )
            let outcome = try await place.patchbay("run --simulator --tasks 1 rows.lua")
            #expect(outcome.exitCode == 4, "\(outcome.errors)")
            let told = try #require(server.requests.last)
            #expect(server.requests.count == 2 && told.path == "/hook/s3cret")
            #expect(told.text.contains("rows.lua") && told.text.contains("4 rows, 3 failed"), "\(told.text)")
            #expect(told.text.contains("b: no b") && told.text.contains("c: no c") && !told.text.contains("d: no d"))
            #expect(!outcome.errors.contains("s3cret"))
            // Of runs that went well it is silent, if that is wanted.
            #expect(
                try await place.patchbay("plugin set teams-notify --webhook teams-webhook --only-failures").exitCode
                    == 0
            )
            try place.script("good.lua", "print(1)")
            #expect(try await place.patchbay("run --simulator --tasks 1 good.lua").exitCode == 0)
            #expect(server.requests.count == 2)
        }

        @Test("a chat that does not answer, or refuses, breaks no run")
        func deafChat() async throws {
            let server = try ScriptedServer { _ in .init(410, "gone") }
            let plugin = try ExamplePlugin("teams-notify", for: server)
            let place = plugin.place
            try await plugin.secret("teams-webhook", "\(server.url)/hook")
            try await plugin.install("--webhook teams-webhook")
            try place.script("good.lua", "print(1)")
            let outcome = try await place.patchbay("run --simulator --tasks 1 good.lua")
            #expect(outcome.exitCode == 0 && outcome.output == "1\n")
            #expect(outcome.errors.contains("teams-notify") && outcome.errors.contains("410"), "\(outcome.errors)")
        }

        @Test("the compliance export writes nobody's number, and finds what is due and what says too much")
        func compliance() async throws {
            let files = ["plugin.lua", "compliance.lua", "rules.lua"]
            let plugin = try ExamplePlugin("compliance-export", files: files)
            let place = plugin.place
            try await plugin.install()
            let rules = "--rules plugins/compliance-export/rules.lua"
            let outcome = try await place.patchbay("\(Self.export) \(rules)", allowed: 120)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let written = place.folder.files().filter { $0.hasPrefix("work/out/until ") && $0.hasSuffix(".json") }
            #expect(written.count > 5)
            let good = try await place.patchbay("compliance-export check out --simulator --tasks 1")
            #expect(good.exitCode == 0, "\(good.errors)")
            let due = try await place.patchbay("compliance-export due out --simulator --tasks 1")
            #expect(due.exitCode == 0 && due.output == "", "\(due.errors)")
            let later = try await place.patchbay("compliance-export due out --on 2099-01-01 --simulator --tasks 1")
            #expect(later.output.split(separator: "\n").count == written.count, "\(later.errors)")
            try place.script("out/bad.json", #"{"delete_by":"2030-01-01T00:00:00Z","caller":"+14085551234"}"#)
            try place.script("out/endless.json", "{}")
            let bad = try await place.patchbay("compliance-export check out --results check.csv --simulator --tasks 1")
            #expect(bad.exitCode == 4, "\(bad.errors)")
            let rows = try #require(place.text("check.csv")).split(separator: "\n").filter { $0.contains(",failed,") }
            #expect(
                rows.count == 2 && rows.contains { $0.contains("bad.json") }
                    && rows.contains { $0.contains("endless.json") }
            )
        }
    }
}
