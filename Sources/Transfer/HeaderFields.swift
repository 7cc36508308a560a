/// The header fields of an answer, kept as the bytes that came and searched on demand.
///
/// Most answers are asked for one or two fields: building a dictionary for each would cost more than it saves.
package struct HeaderFields: Sendable {
    /// `Name: value\r\n` lines one after the other.
    private(set) var block: [UInt8] = []

    package init() {}

    /// Fields of a test's or a recording's own making.
    package init(_ fields: [(name: String, value: String)]) {
        for field in fields { append(line: Array("\(field.name): \(field.value)\r\n".utf8)[...]) }
    }

    mutating func removeAll() { block.removeAll(keepingCapacity: true) }

    mutating func append(line: some Collection<UInt8>) { block.append(contentsOf: line) }

    /// The value of the first field of that name, blanks around it cut off; upper and lower case are the same.
    package subscript(name: String) -> String? {
        var name = name
        return name.withUTF8 { wanted in
            block.withUnsafeBufferPointer { block -> String? in
                var start = 0
                while start < block.count {
                    let end = block[start...].firstIndex(of: 10) ?? block.count
                    if let value = Self.value(of: wanted, in: block[start..<end]) { return value }
                    start = end + 1
                }
                return nil
            }
        }
    }

    /// The values of every field of that name, in the order they came.
    package func values(_ name: String) -> [String] {
        var name = name
        return name.withUTF8 { wanted in
            block.withUnsafeBufferPointer { block in
                block.split(separator: 10).compactMap { Self.value(of: wanted, in: $0) }
            }
        }
    }

    /// All fields, names in lower case; of two with one name the last counts.
    package var all: [String: String] {
        var fields: [String: String] = [:]
        for line in block.split(separator: 10) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let name = String(decoding: line[..<colon].map(Self.lowered), as: UTF8.self)
            let value = line[line.index(after: colon)...].drop(while: Self.isBlank)
            fields[name] = String(decoding: value.reversed().drop(while: Self.isBlank).reversed(), as: UTF8.self)
        }
        return fields
    }

    private static func value(
        of wanted: UnsafeBufferPointer<UInt8>,
        in line: Slice<UnsafeBufferPointer<UInt8>>
    ) -> String? {
        guard line.count > wanted.count, line[line.startIndex + wanted.count] == UInt8(ascii: ":") else { return nil }
        for (here, there) in zip(line, wanted) where lowered(here) != lowered(there) { return nil }
        var value = line[(line.startIndex + wanted.count + 1)...].drop(while: isBlank)
        while let last = value.last, isBlank(last) { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

    private static func lowered(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }
}
