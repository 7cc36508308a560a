import Testing

/// Waits for something outside this process, which tells nobody when it happens.
func until(_ condition: () -> Bool) async throws {
    for _ in 0..<6000 {
        if condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record("what was waited for did not happen")
}
