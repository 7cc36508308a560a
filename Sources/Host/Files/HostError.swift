/// What the host refuses or could not do, said to the person who runs a script.
///
/// Its text never holds a secret: only names, paths and values that a person or a script gave.
package struct HostError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of trouble it is; the raw value is the `kind` that a script reads.
    package enum Kind: String, Sendable {
        /// A value, a declaration or a file of configuration is not as it must be.
        case invalid
        /// The script has no permission for it.
        case denied
        /// There is no such file or profile.
        case notFound = "not_found"
        /// The disk or a quota is full.
        case full
        /// The machine could not do it.
        case unavailable
    }

    package let kind: Kind
    /// What it is about: an argument's name, a path, a place in a file.
    ///
    /// Empty when the problem says it all.
    package let subject: String
    /// What is wrong with it, value included.
    package let problem: String
    /// The way out, when there is one to name.
    package let hint: String?
    /// Whether whatever else a script would do fails alike, so that `run.rows` ends.
    package let isFinal: Bool

    package init(_ kind: Kind, _ subject: String, _ problem: String, hint: String? = nil, isFinal: Bool = false) {
        self.kind = kind
        self.subject = subject
        self.problem = problem
        self.hint = hint
        // A full disk fails every further file alike.
        self.isFinal = isFinal || kind == .full
    }

    package var description: String {
        let statement = subject.isEmpty ? problem : subject + ": " + problem
        return hint.map { statement + "; " + $0 } ?? statement
    }

    /// The exit code of a run that ends with this error before its script has begun.
    package var exitCode: Int32 {
        switch kind {
        case .invalid, .notFound: 2
        case .denied: 3
        case .full, .unavailable: 1
        }
    }
}
