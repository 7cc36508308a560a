import JSON
import Simulator
import Testing

/// Habits of answers and recordings that are options: cut answers, other orders, late and various recordings.
@Suite("Tasks that are cut, and recordings that are late or vary")
struct RecordingHabitTests {
    private func created(_ tasks: [JSONValue]) throws -> [Int64] {
        try tasks.map { try #require($0["attributes"]?["createdTime"]?.integer) }
    }

    @Test("a cut answer holds the earliest tasks, or the latest where it begins with them")
    func cut() async throws {
        var all: [Int64] = []
        try await withSimulator({ $0.tasks = 300 }) { client async throws in
            all = try self.created(try await client.tasks("from=\(client.ready.from - 1)&pageSize=1000"))
        }
        for order in TaskOrder.allCases {
            try await withSimulator({ options in
                options.tasks = 300
                options.taskCap = 50
                options.taskOrder = order
            }) { client async throws in
                let times = try self.created(try await client.tasks("from=\(client.ready.from - 1)&pageSize=1000"))
                switch order {
                case .ascending: #expect(times == Array(all.prefix(50)))
                case .descending: #expect(times == Array(all.suffix(50).reversed()))
                case .unordered: #expect(times.sorted() == Array(all.suffix(50)) && times != times.sorted())
                }
            }
        }
    }

    @Test("a window of too many tasks is refused with 413, a smaller one is not")
    func limit() async throws {
        try await withSimulator({ $0.taskLimit = 100 }) { client async throws in
            let (from, to) = (client.ready.from - 1, client.ready.to)
            let refused = try await client.send("GET", "/v1/tasks?from=\(from)&pageSize=10")
            #expect(refused.status == 413 && refused.text.contains("too large"))
            let half = try await client.tasks("from=\(from)&to=\(from + (to - from) / 4)&pageSize=1000")
            #expect(!half.isEmpty && half.count <= 100)
        }
    }

    @Test("late recordings come when their time is there, or when they are told to")
    func late() async throws {
        let clock = TestClock()
        try await withSimulator({ options in
            options.now = { clock.now }
            options.lateSeconds = 600
        }) { client async throws in
            let before = try await client.recordings().count
            clock.advance(seconds: 599)
            #expect(try await client.recordings().count == before)
            clock.advance(seconds: 1)
            #expect(try await client.recordings().count > before)
        }
        try await withSimulator({ $0.lateSeconds = 600 }) { client async throws in
            let before = try await client.recordings().count
            #expect(try await client.send("POST", "/_control/late-recordings").status == 200)
            #expect(try await client.recordings().count > before)
        }
    }

    @Test("recordings that vary have many lengths, two channels, and the length that is told of them")
    func varied() async throws {
        try await withSimulator({ options in
            options.variesRecordings = true
            options.recordingSeconds = 4
        }) { client async throws in
            var lengths: Set<Int> = []
            var silentSeconds = 0
            for recording in try await client.recordings() {
                let attributes = try #require(recording["attributes"])
                let start = try #require(attributes["startTime"]?.integer)
                let seconds = Int(try #require(attributes["stopTime"]?.integer) - start) / 1000
                let address = try #require(attributes["filePath"]?.string)
                let body = try await client.send("GET", address).body
                #expect(body.count == 100 + seconds * 32_000 && body[22] == 2)
                lengths.insert(seconds)
                for second in 0..<seconds
                where body[(100 + second * 32_000)..<(100 + (second + 1) * 32_000)].allSatisfy({ $0 == 0 }) {
                    silentSeconds += 1
                }
            }
            #expect(lengths.count > 3 && lengths.allSatisfy { (1...40).contains($0) }, "\(lengths)")
            #expect(silentSeconds > 0)
        }
    }
}
