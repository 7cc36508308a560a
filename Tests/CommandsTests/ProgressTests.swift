import TestSupport
import Testing

extension CommandSuite {
    @Suite("What is seen of a run")
    struct ProgressTests {
        private static let line =
            "run --simulator --tasks 60 --recording-seconds 20 examples/export-recordings.lua --from -8d"

        @Test("without a terminal there are plain lines: no control characters, and nothing on standard output")
        func plain() async throws {
            let outcome = try await Place().patchbay(Self.line)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
            #expect(outcome.errorBytes.allSatisfy { $0 >= 32 || $0 == 10 })
            #expect(outcome.errors.wholeMatch(of: /run \d{8}-\d{6}-[a-z]{4}\n(?s:.*)done\n(?s:.*)/) != nil)
        }

        @Test("a terminal shows a bar that is wiped, never wider than the terminal, and colour")
        func terminal() async throws {
            var place = try Place()
            place.environment["TERM"] = "xterm"
            let outcome = try await place.patchbay(Self.line, errors: .terminal(columns: 60))
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let bars = outcome.errors.split(separator: "\r\u{1B}[K").filter { $0.hasPrefix("[#") || $0.hasPrefix("[-") }
            #expect(!bars.isEmpty, "\(outcome.errors)")
            for bar in bars { #expect(bar.prefix { $0 != "\r" && $0 != "\u{1B}" }.count < 60) }
            #expect(outcome.errors.contains("\u{1B}[32mdone\u{1B}[0m"))
            #expect(outcome.output.isEmpty)
        }

        @Test("NO_COLOR keeps the bar and drops the colour")
        func noColor() async throws {
            var place = try Place()
            place.environment["TERM"] = "xterm"
            place.environment["NO_COLOR"] = "1"
            let outcome = try await place.patchbay(Self.line, errors: .terminal(columns: 80))
            #expect(outcome.errors.contains("\r\u{1B}[K"))
            #expect(outcome.errors.firstMatch(of: /\x1B\[[0-9;]*m/) == nil)
        }

        @Test("a dumb terminal gets plain lines")
        func dumb() async throws {
            var place = try Place()
            place.environment["TERM"] = "dumb"
            let outcome = try await place.patchbay(Self.line, errors: .terminal(columns: 80))
            #expect(outcome.exitCode == 0)
            #expect(!outcome.errors.contains("\u{1B}"))
        }

        @Test("what a script prints is all that stands on standard output, in the order it was printed")
        func data() async throws {
            let place = try Place()
            try place.script(
                "s.lua",
                """
                local log = require "log"
                print("one", 2, nil, true)
                log.info("between")
                print("three")
                """
            )
            let outcome = try await place.patchbay("run --simulator s.lua")
            #expect(outcome.output == "one\t2\tnil\ttrue\nthree\n")
            #expect(outcome.errors.contains("between"))
        }

        @Test("a reader that goes away ends the run")
        func closedPipe() async throws {
            let place = try Place()
            try place.script("s.lua", "while true do print(('x'):rep(1000)) end")
            let outcome = try await place.shell("patchbay run --simulator s.lua | head -n 1; exit 0", allowed: 20)
            #expect(!outcome.wasLate)
            #expect(outcome.output == String(repeating: "x", count: 1000) + "\n")
        }
    }
}
