import Synchronization

/// Who writes which path in a run: a name that one owner has is refused to every other.
///
/// Both are kept as hashes, so that a million names take megabytes. Safe to call from any thread.
final class ClaimedNames: Sendable {
    private let owners = Mutex<[Int: Int]>([:])

    /// Gives all of the absolute paths to `owner`, or none of them and answers false when another has one.
    func claim(_ places: [String], by owner: String) -> Bool {
        let owner = owner.hashValue
        return owners.withLock { owners in
            guard places.allSatisfy({ owners[$0.hashValue, default: owner] == owner }) else { return false }
            for place in places { owners[place.hashValue] = owner }
            return true
        }
    }
}
