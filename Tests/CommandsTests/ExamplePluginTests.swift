import TestSupport
import Testing

extension CommandSuite {
    /// The plugins among the examples, installed and at work.
    @Suite("Plugins among the examples")
    struct ExamplePluginTests {
        @Test("the compliance export finds what is due, and what says too much")
        func compliance() async throws {
            let plugin = try ExamplePlugin("compliance-export", files: ["plugin.lua", "compliance.lua", "rules.lua"])
            let place = plugin.place
            try await plugin.install()
            let end = "2030-01-01T00:00:00Z"
            try place.script(
                "out/a/good.json",
                #"{"delete_by":"\#(end)","caller":"…1234","task":"11111111-2222-3333-4444-555555555555"}"#
            )
            try place.script("out/bad.json", #"{"delete_by":"\#(end)","caller":"+14085551234"}"#)
            try place.script("out/endless.json", "{}")
            let options = "--simulator --tasks 1"
            let due = try await place.patchbay("compliance-export due out --on 2029-12-31 \(options)")
            #expect(due.exitCode == 0 && due.output == "", "\(due.errors)")
            let later = try await place.patchbay("compliance-export due out --on 2030-01-02 \(options)")
            #expect(Set(later.output.split(separator: "\n")) == ["\(end)\tout/bad.json", "\(end)\tout/a/good.json"])
            let check = try await place.patchbay("compliance-export check out --results check.csv \(options)")
            #expect(check.exitCode == 4, "\(check.errors)")
            let rows = try #require(place.text("check.csv")).split(separator: "\n")
            #expect(rows.count == 4 && rows.contains { $0.contains("good.json,good") })
            #expect(rows.contains { $0.contains("bad.json,failed") && $0.contains("telephone number") })
            #expect(rows.contains { $0.contains("endless.json,failed") && $0.contains("until when") })
        }

        @Test("teams-notify says that it is there")
        func notifyTest() async throws {
            let server = try ScriptedServer { _ in .init(200, "1") }
            let plugin = try ExamplePlugin("teams-notify", for: server)
            let place = plugin.place
            try await plugin.secret("teams-webhook", "\(server.url)/hook/s3cret")
            try await plugin.install("--webhook teams-webhook")
            let outcome = try await place.patchbay("teams-notify test --simulator")
            #expect(outcome.exitCode == 0 && !outcome.errors.contains("s3cret"), "\(outcome.errors)")
            #expect(server.requests.map(\.text) == [#"{"text":"Patchbay is here."}"#])
            #expect(server.requests.first?.path == "/hook/s3cret")
        }
    }
}
