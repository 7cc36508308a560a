extension Int64 {
    /// The sum, or the nearest number there is.
    ///
    /// Lengths of time come from scripts and services, and may be absurd.
    func saturatingAdd(_ other: Int64) -> Int64 {
        let (sum, isTooFar) = addingReportingOverflow(other)
        guard isTooFar else { return sum }
        return other < 0 ? .min : .max
    }
}
