import Host

/// A time that lies back, as a person types it: how long ago, or a date.
enum PastInstant {
    /// The instant that is meant; dates are those of UTC, as all times of runs are shown.
    ///
    /// - Parameters:
    ///   - text: `7d`, `2h`, or a date as scripts take them.
    ///   - option: what messages call it.
    ///   - now: milliseconds since 1970.
    /// - Returns: milliseconds since 1970.
    /// - Throws: `HostError` with what to write.
    static func read(_ text: String, option: String, now: Int64) throws(HostError) -> Int64 {
        if let duration = DurationText.milliseconds(text) { return now - duration }
        do throws(HostError) {
            return try DatePhrase(now: now, zone: .utc).instant(text)
        } catch {
            throw HostError(error.kind, option, error.problem, hint: error.hint)
        }
    }
}
