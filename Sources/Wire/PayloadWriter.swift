/// Writes frames one behind the other into a buffer that goes out as it is.
package struct PayloadWriter: Sendable {
    /// What is to be sent: whole frames only, between calls of `frame`.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Appends a frame whose payload `body` writes.
    package mutating func frame(_ kind: Frame.Kind, id: UInt64 = 0, _ body: (inout PayloadWriter) -> Void) {
        let start = bytes.count
        bytes.append(contentsOf: [0, 0, 0, 0, kind.rawValue, 0, 0, 0])
        append(id)
        body(&self)
        let length = UInt32(bytes.count - start - Frame.headerLength).littleEndian
        withUnsafeBytes(of: length) { raw in
            for offset in 0..<4 { bytes[start + offset] = raw[offset] }
        }
    }

    /// Forgets what has been sent and keeps its room.
    package mutating func removeFirst(_ count: Int) {
        if count == bytes.count {
            bytes.removeAll(keepingCapacity: true)
        } else {
            bytes.removeFirst(count)
        }
    }

    package mutating func append(_ value: UInt8) { bytes.append(value) }

    package mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Appends bytes with their length (four bytes) before them.
    package mutating func appendCounted(_ value: some Collection<UInt8>) {
        append(UInt32(value.count))
        bytes.append(contentsOf: value)
    }

    /// Appends bytes as they are: the last part of a payload.
    package mutating func appendRest(_ value: some Collection<UInt8>) { bytes.append(contentsOf: value) }
}
