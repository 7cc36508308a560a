import NIOCore

/// Writes JSON text straight into a buffer: answers of a thousand tasks are made on every request.
///
/// It does what it is told, so that keys must be unique and brackets closed by whoever calls; it sees to the commas.
struct AnswerWriter {
    private(set) var buffer: ByteBuffer
    private var needsComma = false

    init(capacity: Int = 1024) {
        buffer = ByteBufferAllocator().buffer(capacity: capacity)
    }

    mutating func beginObject() { open("{") }
    mutating func beginArray() { open("[") }
    mutating func endObject() { close("}") }
    mutating func endArray() { close("]") }

    /// The key of the next value.
    ///
    /// Keys are plain ASCII words, which need no escapes.
    mutating func key(_ name: StaticString) {
        separate()
        buffer.writeStaticString("\"")
        buffer.writeStaticString(name)
        buffer.writeStaticString("\":")
        needsComma = false
    }

    mutating func field(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    mutating func field(_ name: StaticString, _ value: Int64) {
        key(name)
        integer(value)
    }

    /// A field whose name is not known when this is compiled.
    mutating func field(dynamic name: String, _ value: Int64) {
        string(name)
        buffer.writeStaticString(":")
        needsComma = false
        integer(value)
    }

    mutating func field(_ name: StaticString, _ value: Bool) {
        key(name)
        raw(value ? "true" : "false")
    }

    mutating func null(_ name: StaticString) {
        key(name)
        raw("null")
    }

    /// A text as a value, escaped where JSON asks for it.
    mutating func string(_ value: String) {
        separate()
        needsComma = true
        buffer.writeStaticString("\"")
        let isPlain = value.utf8.allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
        if isPlain {
            buffer.writeString(value)
        } else {
            for byte in value.utf8 { escape(byte) }
        }
        buffer.writeStaticString("\"")
    }

    /// The id of an object as a text, without a String in between.
    mutating func id(_ ids: SeededID, _ index: Int) {
        separate()
        needsComma = true
        buffer.writeStaticString("\"")
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 36) { target in
            ids.write(index, into: target.bindMemory(to: UInt8.self))
            return 36
        }
        buffer.writeStaticString("\"")
    }

    /// A value that is JSON already.
    mutating func encoded(_ value: [UInt8]) {
        separate()
        buffer.writeBytes(value)
        needsComma = true
    }

    private mutating func integer(_ value: Int64) {
        separate()
        buffer.writeString(String(value))
        needsComma = true
    }

    private mutating func raw(_ text: StaticString) {
        separate()
        buffer.writeStaticString(text)
        needsComma = true
    }

    private mutating func open(_ bracket: StaticString) {
        separate()
        buffer.writeStaticString(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: StaticString) {
        buffer.writeStaticString(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { buffer.writeStaticString(",") }
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): buffer.writeStaticString("\\\"")
        case UInt8(ascii: "\\"): buffer.writeStaticString("\\\\")
        case UInt8(ascii: "\n"): buffer.writeStaticString("\\n")
        case 0..<0x20:
            buffer.writeStaticString("\\u00")
            buffer.writeString(String(byte >> 4, radix: 16))
            buffer.writeString(String(byte & 0xF, radix: 16))
        default: buffer.writeInteger(byte)
        }
    }
}
