/// What all that happens for one cause has in common, across programs: the trace of W3C's Trace Context.
///
/// A run has one; its requests name it to the service, and who started the run may have given it.
package struct TraceID: Sendable, Equatable {
    /// 32 digits of lower-case hex, not all zero.
    package let text: String

    /// A new one.
    package init() {
        text = Hexadecimal.text((0..<16).map { _ in UInt8.random(in: 0 ... .max) })
    }

    /// One that was kept as its `text`; nil for anything else.
    package init?(_ text: String) {
        guard Self.isHex(text, count: 32), text.contains(where: { $0 != "0" }) else { return nil }
        self.text = text
    }

    /// That of a `traceparent`, as the environment or a header has it: `00-TRACE-PARENT-FLAGS`.
    ///
    /// Nil for one that the recommendation has ignored.
    package init?(traceparent: String) {
        let parts = traceparent.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 4, Self.isHex(parts[0], count: 2), parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            let trace = TraceID(parts[1]), Self.isHex(parts[2], count: 16), parts[2].contains(where: { $0 != "0" }),
            Self.isHex(parts[3], count: 2)
        else { return nil }
        self = trace
    }

    /// A `traceparent` for a process that goes on with the trace, with a parent of its own.
    package var traceparent: String { "00-\(text)-\(Self.part())-01" }

    /// As a UUID is written.
    var uuid: String {
        var parts: [Substring] = []
        var rest = text[...]
        for length in [8, 4, 4, 4, 12] {
            parts.append(rest.prefix(length))
            rest = rest.dropFirst(length)
        }
        return parts.joined(separator: "-")
    }

    /// 16 digits for one part of a trace, a request say; not all zero.
    static func part() -> String {
        let number = UInt64.random(in: 1 ... .max)
        return Hexadecimal.text((0..<8).map { UInt8(truncatingIfNeeded: number >> UInt64(56 - $0 * 8)) })
    }

    private static func isHex(_ text: String, count: Int) -> Bool {
        text.utf8.count == count
            && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (97...102).contains($0) }
    }
}
