/// Numbers that a seed determines, without any state.
///
/// The same seed, kind and index always give the same numbers, so that nothing has to be kept for an object to be the
/// same when it is asked for again.
struct SeededHash: Sendable {
    /// What a number is for, so that the tasks and the users of one index have nothing in common.
    enum Kind: UInt64, Sendable {
        case organization = 1
        case user, ciUser, team, site, queue, userProfile, desktopProfile, multimediaProfile, skillProfile, skill
        case task, capture, token, signature, audio
        case businessHours, holidayList
        /// Objects whose seed has their kind in it already.
        case object
    }

    let seed: UInt64

    /// One of 2^64 equally likely numbers for the `use`-th property of the object `index`.
    func number(_ kind: Kind, _ index: Int, use: UInt64 = 0) -> UInt64 {
        var value = Self.mixed(seed &+ kind.rawValue &* 0x9E37_79B9_7F4A_7C15)
        value = Self.mixed(value ^ UInt64(truncatingIfNeeded: index))
        return Self.mixed(value &+ use &* 0xD1B5_4A32_D192_ED03)
    }

    /// A number from 0 up to, but not including, `bound`.
    func number(_ kind: Kind, _ index: Int, use: UInt64 = 0, below bound: Int) -> Int {
        Int(number(kind, index, use: use) % UInt64(bound))
    }

    /// Whether an event of the given chance in a thousand happens.
    func happens(_ kind: Kind, _ index: Int, use: UInt64, inThousand chance: Int) -> Bool {
        number(kind, index, use: use, below: 1000) < chance
    }

    /// The finaliser of SplitMix64: every bit of the input moves every bit of the output.
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = value &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
