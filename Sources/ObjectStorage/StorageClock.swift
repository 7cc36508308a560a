/// The time of day and a way to wait for it, as values, so that tests decide how late it is.
package struct StorageClock: Sendable {
    /// Milliseconds since 1970.
    package let now: @Sendable () -> Int64
    /// Waits that many milliseconds; throws when its task is cancelled meanwhile.
    package let sleep: @Sendable (_ milliseconds: Int64) async throws -> Void

    package init(
        now: @escaping @Sendable () -> Int64,
        sleep: @escaping @Sendable (_ milliseconds: Int64) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }
}
