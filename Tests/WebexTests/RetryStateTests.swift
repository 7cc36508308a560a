import Testing
import Transfer

@testable import Webex

/// When something is sent again, without sockets.
@Suite struct RetryStateTests {
    private let policy = RetryPolicy()

    private func state(repeatable: Bool = true) -> RetryState {
        RetryState(policy: policy, isRepeatable: repeatable, start: 0)
    }

    @Test(arguments: [429, 500, 502, 503, 504]) func `a read is sent again after it`(status: Int) {
        var state = state()
        let step = state.next(.answered(status: status, retryAfter: nil), now: 0, hasContact: true, chance: 0)
        #expect(step == .again(after: 250, heldUntil: nil))
    }

    @Test(arguments: [200, 400, 401, 403, 404, 409, 412, 423, 501]) func `nothing is sent again after it`(status: Int) {
        var state = state()
        #expect(state.next(.answered(status: status, retryAfter: 5), now: 0, hasContact: true, chance: 0) == .done)
    }

    @Test func `a create is sent again only when it cannot have happened`() {
        var state = state(repeatable: false)
        #expect(state.next(.lost, now: 0, hasContact: true, chance: 0) == .inDoubt)
        #expect(state.next(.answered(status: 502, retryAfter: nil), now: 0, hasContact: true, chance: 0) == .inDoubt)
        #expect(state.next(.answered(status: 408, retryAfter: nil), now: 0, hasContact: true, chance: 0) == .inDoubt)
        #expect(state.next(.answered(status: 503, retryAfter: nil), now: 0, hasContact: true, chance: 0) == .done)
        #expect(state.next(.notSent, now: 0, hasContact: true, chance: 0) == .again(after: 250, heldUntil: nil))
        let held = state.next(.answered(status: 429, retryAfter: 9_000), now: 100, hasContact: true, chance: 0)
        #expect(held == .again(after: 9_000, heldUntil: 9_100))
    }

    @Test func `waits double up to a bound, and chance spreads them`() {
        var low = state()
        var high = state()
        let waits = (0..<8).map { _ -> [Int64] in
            [0, 0.999].map { chance -> Int64 in
                let step =
                    chance == 0
                    ? low.next(.lost, now: 0, hasContact: true, chance: chance)
                    : high.next(.lost, now: 0, hasContact: true, chance: chance)
                guard case .again(let after, nil) = step else { return -1 }
                return after
            }
        }
        #expect(waits.map { $0[0] } == [250, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000])
        #expect(waits.allSatisfy { $0[1] > $0[0] && $0[1] < 2 * $0[0] })
    }

    @Test func `patience ends it, but not while a Retry-After or the limit held it up`() {
        var state = state()
        #expect(state.next(.lost, now: 119_749, hasContact: true, chance: 0) == .again(after: 250, heldUntil: nil))
        #expect(state.next(.lost, now: 119_800, hasContact: true, chance: 0) == .done)
        state.excuse(60_000)
        #expect(state.next(.lost, now: 150_000, hasContact: true, chance: 0) != .done)
    }

    @Test func `Retry-Afters are waited for up to the longest, each and in all`() {
        var state = state()
        let long = RetryState.Outcome.answered(status: 429, retryAfter: 900_001)
        #expect(state.next(long, now: 0, hasContact: true, chance: 0) == .heldTooLong(900_001))
        var other = self.state()
        let half = RetryState.Outcome.answered(status: 429, retryAfter: 500_000)
        #expect(other.next(half, now: 0, hasContact: true, chance: 0) == .again(after: 500_000, heldUntil: 500_000))
        #expect(other.next(half, now: 0, hasContact: true, chance: 0) == .heldTooLong(500_000))
    }

    @Test(arguments: [0, 1, 1_000]) func `a Retry-After shorter than our own wait is a failure as well`(wait: Int64) {
        var state = state()
        var waits: [Int64] = []
        var now: Int64 = 0
        while case .again(let after, let heldUntil) = state.next(
            .answered(status: 429, retryAfter: wait),
            now: now,
            hasContact: true,
            chance: 0
        ) {
            #expect(heldUntil == now + wait)
            // As a call does: what is held for everyone is no failure.
            if after == wait { state.excuse(after) }
            waits.append(after)
            now += after
            guard waits.count < 100 else { break }
        }
        #expect(waits.prefix(6) == [250, 500, 1_000, 2_000, 4_000, 8_000].map { max($0, wait) }[...])
        #expect((10...20).contains(waits.count))
        #expect((100_000...124_000).contains(now))
    }

    @Test func `absurd lengths of time do not overflow`() {
        let endless = RetryPolicy(patience: .max, maxWait: .max)
        var state = RetryState(policy: endless, isRepeatable: true, start: 0)
        let absurd = RetryState.Outcome.answered(status: 429, retryAfter: .max)
        for _ in 0..<2 {
            let step = state.next(absurd, now: 1_000, hasContact: true, chance: 0)
            #expect(step == .again(after: .max, heldUntil: .max))
        }
    }

    @Test func `an address where nothing ever answered is given up after three tries`() {
        var state = state()
        var waited: Int64 = 0
        for _ in 0..<2 {
            guard case .again(let after, nil) = state.next(.notSent, now: waited, hasContact: false, chance: 0.9)
            else { Issue.record("given up early"); return }
            waited += after
        }
        #expect(state.next(.notSent, now: waited, hasContact: false, chance: 0.9) == .done)
        #expect(waited < 3_000)
    }

    @Test func `where each try takes long one is enough`() {
        var state = state()
        #expect(state.next(.notSent, now: 10_000, hasContact: false, chance: 0) == .done)
        #expect(state.next(.notSent, now: 10_000, hasContact: true, chance: 0) != .done)
    }

    @Test func `what no second try can mend is not tried again`() {
        var state = state()
        #expect(state.next(.hopeless, now: 0, hasContact: true, chance: 0) == .done)
        let tls = TransferError(kind: .tls, requestWasSent: false, address: "https://x")
        #expect(RetryState.Outcome(tls) == .hopeless)
        let broken = TransferError(kind: .broken, requestWasSent: true, address: "https://x")
        #expect(RetryState.Outcome(broken) == .lost)
        let refused = TransferError(kind: .couldNotConnect, requestWasSent: false, address: "https://x")
        #expect(RetryState.Outcome(refused) == .notSent)
    }
}

/// Both forms of a Retry-After.
@Suite struct RetryAfterTests {
    @Test func `seconds and dates are read`() {
        let now: Int64 = 784_111_777_000  // Sun, 06 Nov 1994 08:49:37 GMT
        #expect(RetryAfter.milliseconds("120", now: now) == 120_000)
        #expect(RetryAfter.milliseconds("0", now: now) == 0)
        #expect(RetryAfter.milliseconds("Sun, 06 Nov 1994 08:49:57 GMT", now: now) == 20_000)
        #expect(RetryAfter.milliseconds("Sun, 06 Nov 1994 08:00:00 GMT", now: now) == 0)
        let leapDay = RetryAfter.milliseconds("Thu, 29 Feb 2024 00:00:00 GMT", now: 0)
        #expect(leapDay == 1_709_164_800_000)
    }

    @Test(arguments: ["", "soon", "-1", "1.5", "Sun, 06 Foo 1994 08:49:37 GMT", "99999999999999999999"])
    func `what is neither is passed over`(text: String) {
        #expect(RetryAfter.milliseconds(text, now: 0) == nil)
    }
}
