import Glibc
import TestSupport
import Testing

@testable import Schedule

@Suite("Logs of runs")
struct RunLogsTests {
    private let folder: TemporaryFolder
    private let logs: RunLogs
    private static let now: Int64 = 4_000_000_000_000

    init() throws {
        folder = try TemporaryFolder()
        logs = RunLogs(folder: folder.path("logs"))
    }

    private func write(_ schedule: String, _ number: Int, age days: Int = 0) throws {
        let tail = String(number + 1000).map {
            String(UnicodeScalar(UInt8(ascii: "a") + ($0.wholeNumberValue.map(UInt8.init) ?? 0)))
        }
        .joined().replacing("i", with: "z")
        let path = try folder.write("logs/\(schedule)/20261121-205936-\(tail).log", "x")
        var times = [timespec(tv_sec: Int(Self.now / 1000) - days * 86_400, tv_nsec: 0), timespec()]
        times[1] = times[0]
        utimensat(AT_FDCWD, path, times, 0)
    }

    @Test("of each schedule the latest 30 stay, and none for longer than 14 days")
    func rotation() throws {
        for number in 0..<35 { try write("many", number) }
        for number in 0..<3 { try write("few", number, age: number * 10) }
        #expect(logs.prune(now: Self.now) { _ in false } == 6)
        #expect(SmallFile.names(folder.path("logs/many")).count == 30)
        #expect(SmallFile.names(folder.path("logs/few")).count == 2)
    }

    @Test("the log of a run that is running stays, and so does what is no log; a folder without any goes")
    func kept() throws {
        try write("old", 1, age: 20)
        try write("older", 2, age: 20)
        try folder.write("logs/older/notes.log", "of a person")
        #expect(logs.prune(now: Self.now) { _ in true } == 0)
        #expect(logs.prune(now: Self.now) { _ in false } == 2)
        #expect(SmallFile.names(folder.path("logs")) == ["older"])
        #expect(SmallFile.names(folder.path("logs/older")) == ["notes.log"])
    }

    @Test("what is written goes behind what was there, and only the new part tells why it failed")
    func failure() throws {
        let run = "20261121-205936-rgtv"
        for text in ["error: first\n", "run x\nerror: second; do this\n  26 | line\n"] {
            let log = try logs.open(run, schedule: "nightly")
            _ = text.withCString { Glibc.write(log.descriptor, $0, strlen($0)) }
            close(log.descriptor)
        }
        #expect(logs.failure(run, schedule: "nightly", from: 0) == "second; do this")
        #expect(logs.failure(run, schedule: "nightly", from: 13) == "second; do this")
        #expect(logs.failure(run, schedule: "nightly", from: 60) == nil)
        #expect(logs.failure("20261121-205936-aaaa", schedule: "nightly", from: 0) == nil)
    }
}
