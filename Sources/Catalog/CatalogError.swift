/// What is wrong with a request before it is sent: which operation, which parameter, which value, and the way out.
package struct CatalogError: Error, Sendable, Equatable {
    /// The kinds of mistakes, for those who treat some of them leniently.
    package enum Problem: Sendable, Equatable {
        case unknownOperation
        case unknownParameter
        case missingParameter
        case wrongType
        case notAChoice
        case outOfBounds
        case wrongFormat
        case repeatedEntry
        case unexpectedBody
    }

    package let problem: Problem
    /// The operation's name as the caller wrote it.
    package let operation: String
    /// The parameter, with the way to it when it is nested: `query.taskIds`.
    package let parameter: String?
    /// The value that was given, shortened; nil when none was.
    package let value: String?
    /// What is wrong with it, as the rest of a sentence that begins with the parameter.
    package let reason: String
    /// The way out, such as the name that was probably meant.
    package let hint: String?
}

extension CatalogError: CustomStringConvertible {
    /// The whole message in one line: `task.list: pageSize is 0, but must be 1 to 1000`.
    package var description: String {
        let subject = parameter.map { "\(operation): \($0)" } ?? operation
        let sentence = value.map { "\(subject) is \($0), but \(reason)" } ?? "\(subject) \(reason)"
        return hint.map { "\(sentence) (\($0))" } ?? sentence
    }
}
