import Synchronization

/// The journal of a state folder, opened at its first use: a script that saves nothing need not wait for SQLite.
///
/// Safe to use from any thread. What opening throws, each use throws, and the next one tries again.
package final class JournalOnDemand: Sendable {
    private let folder: String
    private let opened = Mutex<JournalDatabase?>(nil)

    /// - Parameter folder: the state folder, which must exist by the first use.
    package init(folder: String) {
        self.folder = folder
    }

    /// The journal, open.
    ///
    /// - Throws: `JournalError`.
    func database() throws(JournalError) -> JournalDatabase {
        try opened.withLock { opened throws(JournalError) in
            if let opened { return opened }
            let made = try JournalDatabase(folder: folder)
            opened = made
            return made
        }
    }
}
