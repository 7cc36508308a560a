import Testing
import Wire

@Suite("messages")
struct MessageTests {
    static let texts = ["", "a", "é😀", "line\nbreak", String(repeating: "long ", count: 3000)]
    static let bytes: [[UInt8]] = [[], [0], [255, 0, 10, 13], Array(repeating: 7, count: 70_000)]

    /// Writes with `write`, and gives the one frame that comes out.
    private func frame(_ write: (inout PayloadWriter) -> Void) throws -> Frame {
        var writer = PayloadWriter()
        write(&writer)
        var decoder = FrameDecoder()
        writer.bytes.withUnsafeBytes { decoder.append($0) }
        let frame = try #require(try decoder.next())
        #expect(try decoder.next() == nil)
        return frame
    }

    @Test("a request comes back as it was", arguments: texts, bytes)
    func request(name: String, data: [UInt8]) throws {
        let request = Request(name: name, arguments: Array(#"{"a":1}"#.utf8), data: data)
        for kind in [Frame.Kind.effect, .notice] {
            let frame = try frame { writer in writer.frame(kind, id: .max) { request.write(to: &$0) } }
            #expect(frame.kind == kind && frame.id == .max)
            #expect(try Request(frame) == request)
        }
    }

    @Test(
        "an answer comes back as it was",
        arguments: [true, false],
        [Answer.Body.none, .json([]), .json(Array("[1]".utf8)), .bytes([]), .bytes([0, 1, 255])]
    )
    func answer(succeeded: Bool, body: Answer.Body) throws {
        for head in Self.bytes {
            let answer = Answer(succeeded: succeeded, head: head, body: body)
            let frame = try frame { answer.write(to: &$0, id: 9) }
            #expect(frame.kind == .answer && frame.id == 9)
            #expect(try Answer(frame) == answer)
        }
    }

    @Test("a start comes back as it was", arguments: texts, bytes)
    func start(name: String, source: [UInt8]) throws {
        for clock in [nil, Int64.min, -1, 0, 1_795_219_200_000] {
            let start = Start(
                run: Array("{}".utf8),
                name: name,
                source: source,
                memoryLimit: .max,
                cpuSeconds: 600,
                clock: clock
            )
            let frame = try frame { start.write(to: &$0) }
            #expect(frame.kind == .start && frame.id == 0)
            #expect(try Start(frame) == start)
        }
    }

    @Test("a turn comes back as it was", arguments: [Int64.min, -1, 0, 1_795_219_200_000, .max])
    func turn(time: Int64) throws {
        let frame = try frame { Turn(time: time).write(to: &$0) }
        #expect(frame.kind == .turn && frame.id == 0)
        #expect(try Turn(frame) == Turn(time: time))
    }

    @Test("an ending comes back as it was", arguments: [Ending.Outcome.done, .failed, .limit], texts)
    func ending(outcome: Ending.Outcome, text: String) throws {
        let ending = Ending(outcome, message: text, traceback: "a:1\nb:2", value: [1, 2])
        let frame = try frame { ending.write(to: &$0) }
        #expect(frame.kind == .ending)
        #expect(try Ending(frame) == ending)
    }

    @Test("an outcome that is not known is a failure")
    func unknownOutcome() throws {
        var frame = try frame { Ending(.done, message: "x").write(to: &$0) }
        frame.payload[0] = 77
        #expect(try Ending(frame).outcome == .failed)
    }

    @Test("a message that ends before its parts do is refused wherever it is cut")
    func cutOff() throws {
        let request = try frame { writer in
            writer.frame(.effect) { Request(name: "call", arguments: [1, 2, 3]).write(to: &$0) }
        }
        let answer = try frame { Answer(succeeded: true, head: [1, 2, 3]).write(to: &$0, id: 1) }
        let start = try frame {
            Start(run: [1], name: "s", source: [], memoryLimit: 1, cpuSeconds: 1, clock: 1).write(to: &$0)
        }
        let turn = try frame { Turn(time: 1).write(to: &$0) }
        let ending = try frame { Ending(.done, message: "m", traceback: "t").write(to: &$0) }
        #expect(expectCuts(request) { frame throws(WireError) in _ = try Request(frame) } == request.payload.count)
        #expect(expectCuts(answer) { frame throws(WireError) in _ = try Answer(frame) } == answer.payload.count)
        #expect(expectCuts(start) { frame throws(WireError) in _ = try Start(frame) } == start.payload.count)
        #expect(expectCuts(turn) { frame throws(WireError) in _ = try Turn(frame) } == turn.payload.count)
        #expect(expectCuts(ending) { frame throws(WireError) in _ = try Ending(frame) } == ending.payload.count)
    }

    /// How many of the beginnings of a payload are refused as cut off.
    private func expectCuts(_ frame: Frame, _ read: (Frame) throws(WireError) -> Void) -> Int {
        var refused = 0
        for length in 0..<frame.payload.count {
            var cut = frame
            cut.payload = Array(frame.payload[..<length])
            do throws(WireError) {
                try read(cut)
            } catch {
                if error == .cutOff(frame.kind) { refused += 1 }
            }
        }
        return refused
    }

    @Test("a part that claims to be longer than its frame is refused")
    func longPart() throws {
        var request = try frame { writer in writer.frame(.effect) { Request(name: "call").write(to: &$0) } }
        request.payload.replaceSubrange(0..<4, with: [255, 255, 255, 255])
        #expect(throws: WireError.cutOff(.effect)) { try Request(request) }
    }
}
