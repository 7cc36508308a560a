/// How patient a session is, and what its requests are made for.
package struct SessionSettings: Sendable {
    /// Retries and the longest Retry-After.
    package var retries: RetryPolicy
    /// Milliseconds for one try of a call; a script's own timeout may be shorter.
    package var tryTimeout: Int64
    /// Milliseconds that a change which nobody waits for any more gets to be answered.
    package var parting: Int64 = 10_000
    /// Most bytes of an answer: it goes on to a worker in one frame, which holds 64 MB.
    package var longestAnswer: Int
    /// Signed addresses that are remembered; the oldest are forgotten and asked anew when wanted.
    package var rememberedAddresses: Int
    /// What the requests are made for; their tracking ids name it.
    package var trace: TraceID?

    package init(
        retries: RetryPolicy = RetryPolicy(),
        tryTimeout: Int64 = 120_000,
        longestAnswer: Int = 48 << 20,
        rememberedAddresses: Int = 20_000
    ) {
        self.retries = retries
        self.tryTimeout = tryTimeout
        self.longestAnswer = longestAnswer
        self.rememberedAddresses = rememberedAddresses
    }
}
