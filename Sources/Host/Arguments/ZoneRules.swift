import Glibc

/// How far a zone's clocks are from UTC, at any time.
package struct ZoneRules: Sendable {
    /// The name it was asked for by: `Europe/Berlin`, `UTC`, `+02:00`.
    package let name: String
    private let rules: Rules

    private enum Rules: Sendable {
        case fixed(Int)
        case table(ZoneTable)
    }

    /// Coordinated universal time, the zone of a profile that names none.
    package static let utc = ZoneRules(name: "UTC", rules: .fixed(0))

    private init(name: String, rules: Rules) {
        self.name = name
        self.rules = rules
    }

    /// Reads a zone's rules from the machine's zone files; `UTC` and fixed offsets need none.
    ///
    /// - Throws: `HostError` when there is no such zone, or the machine has no zone files.
    package init(named name: String, folder: String = "/usr/share/zoneinfo") throws(HostError) {
        if name.uppercased() == "UTC" || name == "Z" {
            self = .utc
            return
        }
        if let offset = ISOTime.offset(name) {
            self.init(name: name, rules: .fixed(offset))
            return
        }
        guard access(folder, R_OK) == 0 else {
            throw HostError(
                .unavailable,
                name,
                "this machine has no time zone files (\(folder))",
                hint: "install them (apt install tzdata), or use UTC or an offset such as +02:00"
            )
        }
        guard FileName.isSafe(name), let table = ZoneTable(Self.bytes(folder + "/" + name)) else {
            throw HostError(.invalid, name, "is no time zone", hint: "zones are named like Europe/Berlin or UTC")
        }
        self.init(name: name, rules: .table(table))
    }

    /// Seconds east of UTC at an instant in milliseconds since 1970.
    package func offset(at instant: Int64) -> Int {
        offset(atSecond: instant.quotientFlooring(1_000))
    }

    /// The instant, in milliseconds since 1970, at which the zone's clocks show a time of day.
    ///
    /// - Parameter local: what the clocks show, as milliseconds since 1970 would be in UTC.
    /// - Returns: the earlier one of a time that is shown twice; for a time that is skipped, as far after the gap.
    package func instant(showing local: Int64) -> Int64 {
        let seconds = local.quotientFlooring(1_000)
        let before = offset(atSecond: seconds - 86_400)
        let after = offset(atSecond: seconds + 86_400)
        for candidate in [before, after] where offset(atSecond: seconds - Int64(candidate)) == candidate {
            return local - Int64(candidate) * 1_000
        }
        return local - Int64(before) * 1_000
    }

    /// The time around an instant, in milliseconds since 1970, in which the zone's offset does not change.
    package func stretch(at instant: Int64) -> ZoneStretch {
        switch rules {
        case .fixed(let offset): ZoneStretch(offset: offset)
        case .table(let table): table.stretch(at: instant.quotientFlooring(1_000))
        }
    }

    /// When the offset changes within a time, and to what: for a worker, which cannot read zone files.
    ///
    /// - Parameters:
    ///   - start: milliseconds since 1970.
    ///   - end: milliseconds since 1970.
    /// - Returns: pairs of milliseconds since 1970 and seconds east of UTC; the first stands for `start` itself.
    package func changes(from start: Int64, to end: Int64) -> [(instant: Int64, offset: Int)] {
        var found = [(instant: start, offset: offset(at: start))]
        // No zone has ever changed twice within a day.
        var low = start
        while low < end {
            let high = min(low + 86_400_000, end)
            if offset(at: high) != offset(at: low) { found.append(change(after: low, until: high)) }
            low = high
        }
        return found
    }

    private func change(after start: Int64, until end: Int64) -> (instant: Int64, offset: Int) {
        let old = offset(at: start)
        var low = start
        var high = end
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if offset(at: middle) == old { low = middle } else { high = middle }
        }
        return (high, offset(at: high))
    }

    private func offset(atSecond seconds: Int64) -> Int {
        switch rules {
        case .fixed(let offset): offset
        case .table(let table): table.offset(at: seconds)
        }
    }

    private static func bytes(_ path: String) -> [UInt8] {
        guard let descriptor = try? Descriptor.open(path, flags: O_RDONLY, shown: path) else { return [] }
        // The largest zone file is a few kilobytes.
        return (try? ReadingFile(descriptor, path: path).next(65_536)) ?? []
    }
}
