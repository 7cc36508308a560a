import Glibc

/// The trace of each run that the daemon starts, by which it is found in its logs, the run's own and the service's.
///
/// It is made of the run's id and the place, so that each daemon there gives a run the same one.
package struct RunTrace: Sendable {
    private let place: String

    /// - Parameter folder: the state folder.
    package init(folder: String) {
        var name = [CChar](repeating: 0, count: 256)
        gethostname(&name, name.count - 1)
        place = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) + folder
    }

    /// The trace's id: 32 hexadecimal digits.
    package func id(of run: String) -> String { Self.hash(place + run, 1) + Self.hash(place + run, 2) }

    /// What the environment of the run's process tells it by: the value of `TRACEPARENT`, as W3C Trace Context has it.
    package func parent(of run: String) -> String { "00-\(id(of: run))-\(Self.hash(place + run, 3))-01" }

    /// FNV-1a of 64 bits, its bits mixed at the end; 16 hexadecimal digits, never all of them 0.
    private static func hash(_ text: String, _ salt: UInt64) -> String {
        var hash = 0xcbf2_9ce4_8422_2325 ^ salt &* 0x9e37_79b9_7f4a_7c15
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ hash >> 30) &* 0xbf58_476d_1ce4_e5b9
        hash = (hash ^ hash >> 27) &* 0x94d0_49bb_1331_11eb
        hash ^= hash >> 31
        let digits = String(max(hash, 1), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
