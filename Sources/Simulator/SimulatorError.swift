/// Why a simulator cannot start or a fault cannot be read, and the way out.
package struct SimulatorError: Error, Sendable, Equatable, CustomStringConvertible {
    package let problem: String
    package let hint: String?

    package var description: String { hint.map { "\(problem) (\($0))" } ?? problem }
}

extension SimulatorOptions {
    /// Refuses sizes that cannot be.
    func validate() throws(SimulatorError) {
        try check("port", port, 0...65_535)
        try check("users", users, 0...1_000_000)
        try check("tasks", tasks, 0...10_000_000)
        try check("recording seconds", recordingSeconds, 1...86_400)
        try check("late seconds", lateSeconds, 0...Int(Int32.max))
        try check("task cap", taskCap, 0...1_000_000)
        try check("task limit", taskLimit, 0...10_000_000)
        try check("rate limit", rateLimit, 0...1_000_000)
        try check("burst", burst, 0...tasks)
        try check("page size cap", pageSizeCap, 1...10_000)
        try check("bulk cap", bulkCap, 1...10_000)
        let lives = 1...Int(Int32.max)
        try check("the seconds an access token lives", accessTokenSeconds, lives)
        try check("the seconds a refresh token lives", refreshTokenSeconds, lives)
        try check("the seconds a code lives", codeSeconds, lives)
    }

    private func check(_ name: String, _ value: Int, _ allowed: ClosedRange<Int>) throws(SimulatorError) {
        guard !allowed.contains(value) else { return }
        throw SimulatorError(
            problem: "\(name) is \(value)",
            hint: "it must be \(allowed.lowerBound) to \(allowed.upperBound)"
        )
    }
}
