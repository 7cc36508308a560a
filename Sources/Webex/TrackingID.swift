/// Names one request, so that the service's support can find it.
enum TrackingID {
    /// `patchbay_`, the trace that the request is part of as a UUID, `_`, and 16 digits of its own; without a trace
    /// `patchbay_` and a random UUID.
    static func make(in trace: TraceID?) -> String {
        trace.map { "patchbay_\($0.uuid)_\(TraceID.part())" } ?? make()
    }

    private static func make() -> String {
        let digits = Array("0123456789abcdef".utf8)
        var bits = (high: UInt64.random(in: 0 ... .max), low: UInt64.random(in: 0 ... .max))
        bits.high = bits.high & ~0xF000 | 0x4000
        bits.low = bits.low & ~(0xC0 << 56) | 0x80 << 56
        var text = Array("patchbay_".utf8)
        for place in 0..<32 {
            if [8, 12, 16, 20].contains(place) { text.append(UInt8(ascii: "-")) }
            let word = place < 16 ? bits.high : bits.low
            text.append(digits[Int(word >> UInt64(60 - place % 16 * 4) & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
