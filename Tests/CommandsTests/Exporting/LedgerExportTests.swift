import Glibc
import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Exports by the ledger")
    struct LedgerExportTests {
        static func place() throws -> Place {
            let place = try Place()
            try place.script(ExportScript.name, ExportScript.source)
            try place.script("records.lua", ExportScript.records)
            return place
        }

        /// What a run of the script told.
        static func export(_ place: Place, _ options: String = "") async throws -> JSONValue {
            let outcome = try await place.patchbay("run --profile demo \(ExportScript.name) \(options)")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try JSONValue(parsing: Array(outcome.output.utf8))
        }

        /// Every record of the ledger.
        static func records(_ place: Place, _ options: String = "") async throws -> [JSONValue] {
            let outcome = try await place.patchbay("run --profile demo records.lua \(options)")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            return try outcome.output.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        }

        static func states(_ records: [JSONValue]) -> [String: Int] {
            Dictionary(records.map { ($0["state"]?.string ?? "", 1) }, uniquingKeysWith: +)
        }

        @Test("what is exported or skipped is known with hash, place and rule, and a second run asks for none of it")
        func again() async throws {
            let place = try Self.place()
            let simulator = try await SimulatorProcess(place)
            let first = try await Self.export(place, "--skip 3")
            let saved = try #require(first["saved"]?.integer)
            #expect(saved > 10 && first["skipped"] == 3 && first["failed"] == 0 && first["settled"] == 0)
            let records = try await Self.records(place)
            #expect(Self.states(records) == ["exported": Int(saved), "skipped": 3])
            for record in records {
                #expect(record["rule"] == "first.lua" && record["capture"]?["task"]?["id"] == record["task_id"])
                guard record["state"] == "exported" else {
                    #expect(record["reason"] == "one of the first" && record["copies"]?.array?.isEmpty == true)
                    continue
                }
                let copy = try #require(record["copies"]?.array?.first)
                let path = try #require(copy["location"]?.string)
                #expect(path.hasPrefix(place.work + "/out/") && copy["sink"] == "folder")
                let sum = try await place.shell("sha256sum '\(path)'")
                #expect(sum.output.hasPrefix(try #require(copy["sha256"]?.string)))
            }
            let before = try simulator.stats()
            let second = try await Self.export(place, "--skip 3")
            #expect(second["settled"] == second["tasks"] && second["saved"] == 0 && second["unchanged"] == 0)
            let after = try simulator.stats()
            #expect(after.media == before.media && after.count("capture.query") == before.count("capture.query"))
        }

        @Test("another form asks again, downloads what its folder lacks, and leaves the first form's memory as it is")
        func forms() async throws {
            let place = try Self.place()
            let simulator = try await SimulatorProcess(place)
            let first = try await Self.export(place)
            let other = try await Self.export(place, "--form other --out other")
            #expect(other["settled"] == 0 && other["saved"] == first["saved"])
            let media = try simulator.stats().media
            let again = try await Self.export(place)
            #expect(again["settled"] == again["tasks"] && again["failed"] == 0)
            #expect(try simulator.stats().media == media)
            let records = try await Self.records(place)
            #expect(records.allSatisfy { $0["copies"]?.array?.count == 2 && $0["state"] == "exported" })
        }

        @Test("a file that is gone makes its task asked again; one that was changed is found by a look, and saved anew")
        func verified() async throws {
            let place = try Self.place()
            let simulator = try await SimulatorProcess(place)
            let first = try await Self.export(place)
            let media = try simulator.stats().media
            let paths = try await Self.records(place).compactMap { $0["copies"]?.array?.first?["location"]?.string }
            let hash = try await place.shell("sha256sum '\(paths[1])'").output
            _ = try await place.shell("rm '\(paths[0])'; printf x | dd of='\(paths[1])' bs=1 seek=60 conv=notrunc")
            let looks = try await Self.records(place, "--verify").compactMap {
                $0["looks"]?.array?.first?["state"]?.string
            }
            #expect(looks.filter { $0 == "missing" }.count == 1 && looks.filter { $0 == "changed" }.count == 1)
            #expect(looks.filter { $0 == "ok" }.count == paths.count - 2)
            #expect(Self.states(try await Self.records(place)) == ["exported": paths.count - 2, "failed": 2])
            let second = try await Self.export(place)
            #expect(second["saved"] == 2 && second["failed"] == 0, "\(second)")
            #expect(try simulator.stats().media == media + 2)
            #expect(try await place.shell("sha256sum '\(paths[1])'").output == hash)
            let states = try await Self.records(place, "--verify").compactMap {
                $0["looks"]?.array?.first?["state"]?.string
            }
            #expect(states.allSatisfy { $0 == "ok" } && Int64(states.count) == first["saved"]?.integer)
        }

        @Test("a recording that cannot be had is failed with its cause and counted, and only it is asked for again")
        func failed() async throws {
            let place = try Self.place()
            let simulator = try await SimulatorProcess(place)
            try simulator.fail("expired-signature:match=GET /media")
            let first = try await Self.export(place)
            #expect(first["saved"] == 0)
            let failed = try #require(first["failed"]?.integer)
            var records = try await Self.records(place)
            #expect(Self.states(records) == ["failed": Int(failed)])
            #expect(records.allSatisfy { $0["tries"] == 1 && $0["problem"]?.string?.contains("refuses") == true })
            try simulator.mend()
            let second = try await Self.export(place)
            #expect(second["saved"]?.integer == failed && second["failed"] == 0)
            records = try await Self.records(place)
            #expect(records.allSatisfy { $0["state"] == "exported" && $0["tries"] == 1 && $0["problem"] == nil })
        }

        @Test("a plan lists what would be saved, and the ledger hears of nothing")
        func planned() async throws {
            let place = try Self.place()
            let simulator = try await SimulatorProcess(place)
            let outcome = try await place.patchbay("run --profile demo --plan --json \(ExportScript.name) --skip 2")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let held = try JSONValue(parsing: Array(outcome.output.utf8))["held"]?.array ?? []
            #expect(held.filter { $0["kind"] == "download" }.count > 10)
            #expect(try simulator.stats().media == 0)
            #expect(try await Self.records(place).isEmpty)
        }

        @Test("processes that export the same at once download each recording once, and the ledger knows all")
        func atOnce() async throws {
            let place = try Self.place()
            let simulator = try await SimulatorProcess(place, "--tasks 60 --recording-seconds 2 --rate-limit 0")
            async let one = Self.export(place)
            async let other = Self.export(place)
            async let third = Self.export(place)
            let told = try await [one, other, third]
            let records = try await Self.records(place, "--verify")
            #expect(told.allSatisfy { $0["failed"] == 0 }, "\(told)")
            #expect(told.reduce(0) { $0 + ($1["saved"]?.integer ?? 0) } == Int64(records.count))
            #expect(try simulator.stats().media == records.count && records.count > 20)
            #expect(
                records.allSatisfy { $0["looks"]?.array?.map { $0["state"] } == ["ok"] && $0["state"] == "exported" }
            )
            #expect(place.leftOvers.isEmpty)
        }
    }
}
