/// What an object store refused or could not do, said to the person whose bucket it is.
///
/// Holds neither secret nor session token nor signature.
package struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Kind: Sendable, Equatable {
        /// An option does not fit the service: region, endpoint, storage class.
        case invalid
        /// The keys are not right, or have no right to it.
        case denied
        /// There is no such bucket.
        case notFound
        /// There is no room.
        case full
        /// No answer, or one that is of no use.
        case unavailable
        case cancelled
    }

    package let kind: Kind
    /// `s3://bucket/key`.
    package let subject: String
    /// What is wrong.
    package let problem: String
    package let hint: String?
    /// The service's own word for it, such as `NoSuchBucket`.
    package let code: String?
    package let status: Int?
    /// Where the service says that the bucket lies, when that is elsewhere.
    package let region: String?
    /// Whether the service may have done it all the same: an answer was lost, or said nothing of it.
    package let mayHaveHappened: Bool

    package init(
        _ kind: Kind,
        _ subject: String,
        _ problem: String,
        hint: String? = nil,
        code: String? = nil,
        status: Int? = nil,
        region: String? = nil,
        mayHaveHappened: Bool = false
    ) {
        self.kind = kind
        self.subject = subject
        self.problem = problem
        self.hint = hint
        self.code = code
        self.status = status
        self.region = region
        self.mayHaveHappened = mayHaveHappened
    }

    /// The same error, of a request of which an earlier try may have been done.
    func afterLostAnswer() -> StorageError {
        StorageError(
            kind,
            subject,
            problem,
            hint: hint,
            code: code,
            status: status,
            region: region,
            mayHaveHappened: true
        )
    }

    package var description: String {
        let statement = "\(subject): \(problem)"
        return hint.map { "\(statement); \($0)" } ?? statement
    }
}
