/// A script of Patchbay's own: a module of the worker that is run as scripts are, with no more power than they have.
package enum OwnScript: String, Sendable, CaseIterable {
    /// Carries a plan out.
    case applying
    /// Makes the changes that take a run back; its run only plans.
    case undoing

    /// The verb that runs it, which is its name in messages.
    package var verb: String {
        switch self {
        case .applying: "apply"
        case .undoing: "undo"
        }
    }
}
