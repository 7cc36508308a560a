import Catalog
import Journal

/// What becomes of a change that is in doubt when its run goes on; the raw value is what programs read.
package enum DoubtAdvice: String, Sendable {
    /// It is sent again: that has the same outcome.
    case repeats = "repeat"
    /// What it was to create is looked for, and created only where it is not there.
    case looks = "look"
    /// The run ends, since only a person can find out.
    case asks = "settle"

    /// - Parameters:
    ///   - write: the change, as it was entered.
    ///   - catalog: what is known of its operation.
    package init(_ write: JournalEntry.Write, in catalog: Catalog) {
        guard write.safety == Operation.Safety.create.rawValue else {
            self = .repeats
            return
        }
        guard let operation = catalog[write.operation] else {
            self = .asks
            return
        }
        // A create names no id of its own: what it is aimed at are the ids of its path.
        let ids = write.target.split(separator: "/").map(String.init)
        switch DoubtfulWrite(WriteDraft(write), of: operation, ids: ids, in: catalog) {
        case .repeatable: self = .repeats
        case .findable: self = .looks
        case .undecidable: self = .asks
        }
    }
}
