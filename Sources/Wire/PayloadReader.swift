/// Reads the parts of a payload in the order they were written.
struct PayloadReader {
    private let frame: Frame
    private var position = 0

    init(_ frame: Frame) { self.frame = frame }

    mutating func byte() throws(WireError) -> UInt8 {
        guard position < frame.payload.count else { throw .cutOff(frame.kind) }
        defer { position += 1 }
        return frame.payload[position]
    }

    /// A number of eight bytes.
    mutating func number() throws(WireError) -> UInt64 {
        var number: UInt64 = 0
        for shift in 0..<8 { number |= UInt64(try byte()) << UInt64(8 * shift) }
        return number
    }

    mutating func counted() throws(WireError) -> ArraySlice<UInt8> {
        var length = 0
        for shift in 0..<4 { length |= Int(try byte()) << (8 * shift) }
        guard length <= frame.payload.count - position else { throw .cutOff(frame.kind) }
        defer { position += length }
        return frame.payload[position..<position + length]
    }

    mutating func text() throws(WireError) -> String { String(decoding: try counted(), as: UTF8.self) }

    func rest() -> ArraySlice<UInt8> { frame.payload[position...] }
}
