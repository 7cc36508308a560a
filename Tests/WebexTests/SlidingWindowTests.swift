import Testing

@testable import Webex

/// The rule of the rate limit, without files.
@Suite struct SlidingWindowTests {
    private let now: Int64 = 1_700_000_000_000

    @Test func `the first requests up to the limit leave at once`() {
        let window = SlidingWindow(limit: 300)
        #expect(window.decide(.init(), now: now) == .go)
        #expect(window.decide(.init(latest: now), now: now) == .go)
    }

    @Test func `the next one waits until the oldest is out of the window, and a second more`() {
        let window = SlidingWindow(limit: 300)
        let full = SlidingWindow.Record(latest: now - 1, limitAgo: now - 40_000)
        #expect(window.decide(full, now: now) == .wait(until: now + 21_000))
        #expect(window.decide(full, now: now + 20_999) == .wait(until: now + 21_000))
        #expect(window.decide(full, now: now + 21_000) == .go)
    }

    @Test(arguments: [0, 300]) func `a Retry-After holds, with and without a limit`(limit: Int) {
        let record = SlidingWindow.Record(heldUntil: now + 5)
        #expect(SlidingWindow(limit: limit).decide(record, now: now) == .held(until: now + 5))
        #expect(SlidingWindow(limit: limit).decide(record, now: now + 5) == .go)
    }

    @Test func `no limit lets everything go`() {
        let full = SlidingWindow.Record(latest: now, limitAgo: now)
        #expect(SlidingWindow(limit: 0).decide(full, now: now) == .go)
    }

    @Test func `times that cannot be are told`() {
        let window = SlidingWindow(limit: 2)
        #expect(window.decide(.init(latest: now + 60_000), now: now) == .implausible)
        #expect(window.decide(.init(latest: 0), now: now) == .implausible)
        #expect(window.decide(.init(latest: now, limitAgo: now + 1), now: now + 1) == .implausible)
        #expect(window.decide(.init(latest: now, limitAgo: 0), now: now) == .implausible)
    }
}
