/// The contents of a zone file: when a zone's offset from UTC changed, and the rule that goes on from there.
///
/// The format is TZif, versions 2 and later (RFC 9636). It is read here because Foundation's own zones cost its
/// whole calendar at start-up.
struct ZoneTable: Sendable {
    /// Seconds since 1970, ascending.
    let times: [Int64]
    /// Seconds east of UTC from each of the times on.
    let offsets: [Int]
    /// Seconds east of UTC before the first of them.
    let initial: Int
    let rule: PosixZoneRule?

    /// Nil when the bytes are no zone file of version 2 or later.
    init?(_ bytes: [UInt8]) {
        // Version 1, with times of 32 bits, comes first and is skipped.
        guard let skipped = Header(bytes[...]), skipped.version >= UInt8(ascii: "2") else { return nil }
        let second = bytes.dropFirst(Header.size + skipped.bodySize(timeSize: 4))
        guard let header = Header(second) else { return nil }
        let size = header.bodySize(timeSize: 8)
        let body = Array(second.dropFirst(Header.size))
        guard body.count >= size, header.types > 0 else { return nil }

        let indexes = header.times * 8
        let types = indexes + header.times
        func typeOffset(_ index: Int) -> Int? {
            guard index < header.types else { return nil }
            return Int(Int32(truncatingIfNeeded: Self.integer(body, at: types + index * 6, size: 4)))
        }
        guard let first = typeOffset(0) else { return nil }
        initial = first
        let found = (0..<header.times).compactMap { typeOffset(Int(body[indexes + $0])) }
        guard found.count == header.times else { return nil }
        // Some are changes of a zone's name alone; from the last one on the rule holds, whatever it is.
        let changes = (0..<header.times).filter {
            $0 == header.times - 1 || found[$0] != ($0 == 0 ? first : found[$0 - 1])
        }
        times = changes.map { Self.integer(body, at: $0 * 8, size: 8) }
        offsets = changes.map { found[$0] }

        let footer = String(decoding: body[size...], as: UTF8.self).split(separator: "\n").first
        rule = footer.flatMap { PosixZoneRule(String($0)) }
    }

    /// Seconds east of UTC at a time, given in seconds since 1970.
    func offset(at seconds: Int64) -> Int {
        var low = 0
        var high = times.count
        while low < high {
            let middle = (low + high) / 2
            if times[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        if low == times.count, let rule { return rule.offset(at: seconds) }
        return low == 0 ? initial : offsets[low - 1]
    }

    private static func integer(_ bytes: [UInt8], at index: Int, size: Int) -> Int64 {
        bytes[index..<index + size].reduce(0) { $0 << 8 | Int64($1) }
    }

    private struct Header {
        static let size = 44
        let version: UInt8
        private let counts: [Int]

        init?(_ bytes: ArraySlice<UInt8>) {
            let head = Array(bytes.prefix(Self.size))
            guard head.count == Self.size, head.starts(with: Array("TZif".utf8)) else { return nil }
            version = head[4]
            counts = (0..<6).map { Int(ZoneTable.integer(head, at: 20 + $0 * 4, size: 4)) }
        }

        var times: Int { counts[3] }
        var types: Int { counts[4] }

        func bodySize(timeSize: Int) -> Int {
            // In order: isutcnt, isstdcnt, leapcnt, timecnt, typecnt, charcnt.
            counts[3] * (timeSize + 1) + counts[4] * 6 + counts[5] + counts[2] * (timeSize + 4) + counts[1] + counts[0]
        }
    }
}
