import Testing
import Wire

@Suite("a worker that is paced")
struct PaceTests {
    private static let start: Int64 = 1_795_219_200_000

    private func send(_ answers: [UInt64], at time: Int64?, to host: TestHost) {
        var writer = PayloadWriter()
        for id in answers { Answer(succeeded: true).write(to: &writer, id: id) }
        if let time { Turn(time: time).write(to: &writer) }
        host.send(writer.bytes)
    }

    /// Takes what the worker says until it waits for its turn of this number, and gives what it said.
    private func turn(_ number: Int, of host: TestHost) throws -> [String] {
        try host.serve(until: { host.log.count { $0 == Turn.awaited } == number }) { _, _ in nil }
        return Array(host.log.split(separator: Turn.awaited, omittingEmptySubsequences: false)[number - 1])
    }

    @Test("it takes the answers of a turn together, however they arrive, and says when it waits for the next")
    func together() throws {
        let host = try TestHost()
        host.start(
            """
            local async = require "async"
            for i = 1, 3 do
                async.spawn(function() async.sleep(i) print("woken " .. i) async.sleep(10 + i) end)
            end
            """,
            clock: Self.start
        )
        #expect(try turn(1, of: host).count == 3)
        // One more would wake its coroutine, if answers were taken as they come.
        send([1], at: nil, to: host)
        send([3], at: nil, to: host)
        #expect(host.printed == "")
        send([], at: Self.start + 5, to: host)
        #expect(try turn(2, of: host) == [#"sleep {"milliseconds":11}"#, #"sleep {"milliseconds":13}"#])
        #expect(host.printed == "woken 1\nwoken 3\n")
        send([2, 4, 5], at: Self.start + 6, to: host)
        #expect(try turn(3, of: host) == [#"sleep {"milliseconds":12}"#])
        send([6], at: Self.start + 7, to: host)
        try host.serve()
        #expect(host.ending == Ending(.done))
    }

    @Test("its time is that of the turn, never goes back, and moves on for who waits for it")
    func time() throws {
        let host = try TestHost()
        host.start(
            """
            local async, time = require "async", require "time"
            print(time.now())
            async.sleep(1)
            print(time.now())
            async.sleep(1)
            local before = time.now()
            print(before)
            local looks = 0
            while time.now() < before + 3 do looks = looks + 1 end
            print(looks)
            """,
            clock: Self.start
        )
        _ = try turn(1, of: host)
        send([1], at: Self.start + 60_000, to: host)
        _ = try turn(2, of: host)
        send([2], at: Self.start + 30_000, to: host)
        try host.serve()
        #expect(
            host.printed == "\(Self.start)\n\(Self.start + 60_000)\n\(Self.start + 60_000)\n2998\n",
            "\(host.printed)"
        )
    }

    @Test("one that is not paced says nothing of turns")
    func usual() throws {
        let host = try TestHost.run("require('async').sleep(1)")
        #expect(host.log == [#"sleep {"milliseconds":1}"#])
    }
}
