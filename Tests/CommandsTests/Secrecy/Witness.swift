import TestSupport
import Testing

/// Gathers everything that runs leave for others to see, and looks for secrets in it.
struct Witness {
    let place: Place
    var canaries: Canaries
    private var heard: [(name: String, bytes: [UInt8])] = []

    init(_ place: Place, _ secrets: [String: String]) {
        self.place = place
        canaries = Canaries(secrets)
    }

    /// Keeps what a run said; `tellsToken`: its standard output is the one place where a token belongs.
    mutating func hear(_ name: String, _ outcome: ProgramRun.Outcome, tellsToken: Bool = false) {
        if !tellsToken { hear(name + ", standard output", outcome.outputBytes) }
        hear(name + ", standard error", outcome.errorBytes)
    }

    mutating func hear(_ name: String, _ bytes: [UInt8]) { heard.append((name, bytes)) }

    /// Runs a line in a shell and keeps what it said.
    @discardableResult
    mutating func shell(_ line: String, tellsToken: Bool = false) async throws -> ProgramRun.Outcome {
        let outcome = try await place.shell(line)
        #expect(!outcome.wasLate, "\(line)")
        hear(line, outcome, tellsToken: tellsToken)
        return outcome
    }

    /// What was said, and the text of every file but those that the test itself put in `given`, and recordings.
    var texts: [(name: String, text: String)] {
        everything.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) }
    }

    /// Where secrets were seen.
    var sightings: [String] {
        everything.flatMap { name, bytes in canaries.seen(in: bytes).sorted().map { "\($0) in \(name)" } }
    }

    private var everything: [(name: String, bytes: [UInt8])] {
        let files = place.folder.files().filter { !$0.hasPrefix("given/") && !$0.hasSuffix(".wav") }
        return heard + files.map { ($0, place.folder.bytes($0) ?? []) }
    }
}
