import Host
import Journal

/// A change in doubt as people read it.
enum DoubtText {
    /// Its number, what it is, within which row or step, and when it was sent.
    static func heading(_ number: Int64, _ time: Int64, _ write: JournalEntry.Write) -> String {
        let scope = ScopeText(write.scope).text
        let parts = ["\(number)", EntryText.aim(write), scope, InstantText.exact(time)].filter { !$0.isEmpty }
        return Console.plain(parts.joined(separator: "  "))
    }

    /// What becomes of it when the run goes on.
    static func advice(_ advice: DoubtAdvice) -> String {
        switch advice {
        case .repeats: "patchbay resume sends it again, which does no harm"
        case .looks: "patchbay resume looks whether it is there, and creates it if it is not"
        case .asks: "patchbay resume cannot find out: settle it"
        }
    }
}
