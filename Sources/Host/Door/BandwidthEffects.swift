import JSON
import Transfer
import Wire

/// `bandwidth`: how much all downloads of a run may receive together.
struct BandwidthEffects: Sendable {
    let bandwidth: Bandwidth

    /// Sets `rate`, bytes a second as a number or as people write them; without one there is no limit.
    func limit(_ arguments: JSONValue, _ data: [UInt8]) throws(HostError) -> Wire.Answer {
        guard let value = arguments["rate"], !value.isNull else {
            bandwidth.limit = nil
            return .done
        }
        let rate = value.integer ?? value.string.flatMap(SizeText.bytes)
        guard let rate, rate > 0 else {
            throw HostError(
                .invalid,
                "bandwidth",
                "'\(value.string ?? String(decoding: value.encoded(), as: UTF8.self))' is no amount of bytes a second",
                hint: "write it like 10M, 500K or 1000000"
            )
        }
        bandwidth.limit = rate
        return .done
    }
}
