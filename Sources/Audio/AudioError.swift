/// Why a file's audio cannot be measured, and the way out.
package struct AudioError: Error, Sendable, Equatable {
    /// The rest of a sentence that begins with the file.
    package let problem: String
    package let hint: String?

    package init(_ problem: String, hint: String? = nil) {
        self.problem = problem
        self.hint = hint
    }
}
