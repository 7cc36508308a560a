extension ScheduleDefinition.Retries {
    /// No pause is longer than a year of days, so that no sum of times overflows.
    private static let utmost: Int64 = 366 * 86_400_000

    /// Milliseconds until it is tried again, when it was tried again so often before: twice as long each time.
    package func pause(after retries: Int) -> Int64 {
        let longest = min(max(0, longest), Self.utmost)
        guard retries < 40 else { return longest }
        let (pause, isTooLong) = max(0, backoff).multipliedReportingOverflow(by: 1 << Int64(max(0, retries)))
        return isTooLong ? longest : min(pause, longest)
    }
}
