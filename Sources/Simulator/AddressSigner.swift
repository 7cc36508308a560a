import Synchronization

/// Signs the addresses of downloads: whoever holds one may fetch that file until it lapses, and needs no token.
///
/// A stand-in for an object store's own scheme, which only the store can check. Safe to call from any task.
final class AddressSigner: Sendable {
    /// What is wrong with an address.
    enum Fault: Sendable, Equatable {
        case unsigned, wrong, lapsed
    }

    private static let names: [Substring] = ["expires", "generation", "signature"]
    private let key: (UInt64, UInt64)
    /// How many times all addresses were made to lapse.
    private let generation = Atomic<Int>(0)
    /// The signed parts of addresses that lapsed before their time.
    private let lapsed = Mutex<Set<String>>([])

    init(_ hash: SeededHash) {
        key = (hash.number(.signature, 0), hash.number(.signature, 1))
    }

    /// The query that signs a path.
    ///
    /// - Parameters:
    ///   - path: the path just as it will be asked for, still encoded.
    ///   - expires: when the address lapses, in milliseconds since 1970.
    /// - Returns: what goes behind the question mark.
    func query(path: String, expires: Int64) -> String {
        let generation = generation.load(ordering: .relaxed)
        var signed = query(path: path, expires: expires, generation: generation)
        // One that is asked for in the millisecond of the one that lapsed must be another.
        var later: Int64 = 0
        while lapsed.withLock({ $0.contains("\(path)?\(signed)") }) {
            later += 1
            signed = query(path: path, expires: expires + later, generation: generation)
        }
        return signed
    }

    /// Makes one address lapse.
    func expire(path: String, query: String) { lapsed.withLock { _ = $0.insert("\(path)?\(query)") } }

    /// Makes every address lapse that was signed so far.
    func expireAll() { generation.add(1, ordering: .relaxed) }

    /// What is wrong with an address at the time `now`; nil when nothing is.
    func fault(path: String, query: String, now: Int64) -> Fault? {
        let fields = query.split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
        guard fields.count == 3, fields.allSatisfy({ $0.count == 2 }), fields.map(\.[0]).elementsEqual(Self.names),
            let expires = Int64(fields[0][1]), let signedGeneration = Int(fields[1][1])
        else { return .unsigned }
        guard query == self.query(path: path, expires: expires, generation: signedGeneration) else { return .wrong }
        let isCurrent = signedGeneration == generation.load(ordering: .relaxed)
        return now < expires && isCurrent && !lapsed.withLock { $0.contains("\(path)?\(query)") } ? nil : .lapsed
    }

    private func query(path: String, expires: Int64, generation: Int) -> String {
        let signed = "expires=\(expires)&generation=\(generation)"
        return "\(signed)&signature=\(signature(path, signed))"
    }

    private func signature(_ path: String, _ query: String) -> String {
        let sum = SipHash.of("\(path)?\(query)".utf8, key: key)
        let digits = String(sum, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
