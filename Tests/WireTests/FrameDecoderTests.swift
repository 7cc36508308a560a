import Testing
import Wire

@Suite("frames")
struct FrameDecoderTests {
    /// Numbers that are the same in every run.
    struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 33)
        }
    }

    private func frames(_ numbers: inout Numbers) -> [Frame] {
        let kinds: [Frame.Kind] = [.start, .answer, .effect, .notice, .cancel, .ending]
        return (0..<Int.random(in: 1...12, using: &numbers)).map { _ in
            let length = [0, 1, 15, 16, 17, 300, 5000].randomElement(using: &numbers) ?? 0
            return Frame(
                kind: kinds.randomElement(using: &numbers) ?? .effect,
                id: numbers.next(),
                payload: (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            )
        }
    }

    @Test("frames come out whole and in order, wherever their bytes are cut", arguments: 0..<200)
    func anyCuts(seed: Int) throws {
        var numbers = Numbers(state: UInt64(seed))
        let sent = frames(&numbers)
        var writer = PayloadWriter()
        for frame in sent { writer.frame(frame.kind, id: frame.id) { $0.appendRest(frame.payload) } }
        var decoder = FrameDecoder()
        var received: [Frame] = []
        var rest = writer.bytes[...]
        while !rest.isEmpty {
            let count = min(rest.count, [1, 2, 7, 16, 17, 100, 4096].randomElement(using: &numbers) ?? 1)
            rest.prefix(count).withUnsafeBytes { decoder.append($0) }
            rest = rest.dropFirst(count)
            while let frame = try decoder.next() { received.append(frame) }
        }
        #expect(received == sent)
    }

    @Test("a part of a frame is none, however little is missing")
    func partial() throws {
        var writer = PayloadWriter()
        writer.frame(.effect, id: 1) { $0.appendRest([1, 2, 3]) }
        for length in 0..<writer.bytes.count {
            var decoder = FrameDecoder()
            writer.bytes[..<length].withUnsafeBytes { decoder.append($0) }
            #expect(try decoder.next() == nil)
        }
    }

    @Test("a frame that is too long is refused by its header alone")
    func tooLong() throws {
        func decode(length: UInt32) throws -> Frame? {
            var decoder = FrameDecoder()
            let header =
                withUnsafeBytes(of: length.littleEndian) { Array($0) } + [3, 0, 0, 0] + [UInt8](repeating: 0, count: 8)
            header.withUnsafeBytes { decoder.append($0) }
            return try decoder.next()
        }
        #expect(throws: WireError.tooLong(Frame.longestPayload + 1)) {
            try decode(length: UInt32(Frame.longestPayload + 1))
        }
        #expect(throws: WireError.tooLong(Int(UInt32.max))) { try decode(length: .max) }
        #expect(try decode(length: UInt32(Frame.longestPayload)) == nil)
    }

    @Test("a frame of an unknown kind is refused", arguments: [0, 8, 255] as [UInt8])
    func unknownKind(kind: UInt8) {
        var decoder = FrameDecoder()
        ([0, 0, 0, 0, kind, 0, 0, 0] + [UInt8](repeating: 0, count: 8)).withUnsafeBytes { decoder.append($0) }
        #expect(throws: WireError.unknownKind(kind)) { try decoder.next() }
    }

    @Test("what has gone out is forgotten, what has not stays")
    func sentPart() throws {
        var writer = PayloadWriter()
        writer.frame(.effect, id: 1) { $0.appendCounted([1, 2]) }
        let bytes = writer.bytes
        writer.removeFirst(5)
        #expect(writer.bytes == Array(bytes[5...]))
        writer.removeFirst(bytes.count - 5)
        #expect(writer.bytes == [])
    }

    @Test("every error says what is wrong")
    func descriptions() {
        #expect("\(WireError.tooLong(99_999_999))" == "a frame of 99999999 bytes is longer than the 67108864 that fit")
        #expect("\(WireError.unknownKind(9))" == "a frame of the unknown kind 9 came in")
        #expect("\(WireError.cutOff(.answer))" == "a frame of kind answer ends before its parts do")
    }
}
