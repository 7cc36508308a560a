/// Why a text could not be read as JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, without any of the text: it may hold secrets.
    package let problem: String

    /// Where it is wrong, when that is known.
    package let place: Place?

    /// A place in a text.
    package struct Place: Equatable, Sendable {
        /// Bytes before it.
        package let offset: Int
        /// Counted from 1.
        package let line: Int
        /// Characters, counted from 1.
        package let column: Int
    }

    /// One line: "line 3, column 7: a comma or } must follow a field".
    package var description: String {
        guard let place else { return problem }
        return "line \(place.line), column \(place.column): \(problem)"
    }
}
