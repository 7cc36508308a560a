import Testing
import Transfer

@testable import Webex

/// How a download goes on, without sockets.
@Suite struct DownloadStateTests {
    private func state() -> DownloadState { DownloadState(policy: RetryPolicy(), start: 0) }

    private func head(_ status: Int, _ fields: (String, String)...) -> ResponseHead {
        ResponseHead(status: status, headers: HeaderFields(fields.map { (name: $0.0, value: $0.1) }))
    }

    /// A download of 1000 bytes that broke off after 400.
    private func broken(tag: String? = "\"v1\"") -> DownloadState {
        var state = state()
        var fields = [(name: "Content-Length", value: "1000")]
        if let tag { fields.append((name: "ETag", value: tag)) }
        #expect(state.route(ResponseHead(status: 200, headers: HeaderFields(fields))) == .append)
        state.took(400)
        #expect(state.failed(.lost, now: 0, hasContact: true, chance: 0) == .fetch(after: 250))
        return state
    }

    @Test func `a whole answer is done`() {
        var state = state()
        #expect(state.headers.isEmpty)
        #expect(state.route(head(200, ("Content-Length", "3"))) == .append)
        state.took(3)
        #expect(state.ended(status: 200, wasTaken: true, retryAfter: nil, now: 0, chance: 0) == .done)
    }

    @Test func `an answer shorter or longer than announced is not done`() {
        for count in [2, 4] {
            var state = state()
            _ = state.route(head(200, ("Content-Length", "3")))
            state.took(count)
            let step = state.ended(status: 200, wasTaken: true, retryAfter: nil, now: 0, chance: 0)
            #expect(step == .fetch(after: 250))
        }
    }

    @Test func `the rest is asked for by range, and only of the same content`() {
        var state = broken()
        #expect(state.headers.map(\.name) == ["Range", "If-Range"])
        #expect(state.headers.map(\.value) == ["bytes=400-", "\"v1\""])
        #expect(state.route(head(206, ("Content-Range", "bytes 400-999/1000"))) == .append)
        state.took(600)
        #expect(state.ended(status: 206, wasTaken: true, retryAfter: nil, now: 0, chance: 0) == .done)
        #expect(state.written == 1000)
    }

    @Test func `changed content begins again`() {
        var state = broken()
        #expect(state.route(head(200, ("Content-Length", "500"), ("ETag", "\"v2\""))) == .restart)
        #expect(state.written == 0)
        state.took(500)
        #expect(state.ended(status: 200, wasTaken: true, retryAfter: nil, now: 0, chance: 0) == .done)
    }

    @Test(arguments: [nil, "W/\"v1\""]) func `without a strong tag no part is asked for`(tag: String?) {
        #expect(broken(tag: tag).headers.isEmpty)
    }

    @Test(arguments: ["bytes 300-999/1000", "bytes 400-999/2000", "bytes */1000", "nonsense", ""])
    func `a part that does not fit is refused, and all is asked for`(range: String) {
        var state = broken()
        #expect(state.route(head(206, ("Content-Range", range))) == .refuse)
        #expect(state.ended(status: 206, wasTaken: false, retryAfter: nil, now: 0, chance: 0) != .done)
        #expect(state.headers.isEmpty)
    }

    @Test func `a part that nobody asked for is refused`() {
        var state = state()
        #expect(state.route(head(206, ("Content-Range", "bytes 0-9/10"))) == .refuse)
    }

    @Test func `a part beyond the end makes it begin again`() {
        var state = broken()
        #expect(state.route(head(416)) == .refuse)
        #expect(state.ended(status: 416, wasTaken: false, retryAfter: nil, now: 0, chance: 0) != .fail)
        #expect(state.headers.isEmpty)
    }

    @Test(arguments: [400, 401, 403, 404, 410]) func `a lapsed address is asked anew twice`(status: Int) {
        var state = state()
        let steps = (0..<3).map { _ -> DownloadState.Step in
            _ = state.route(head(status))
            return state.ended(status: status, wasTaken: false, retryAfter: nil, now: 0, chance: 0)
        }
        #expect(steps == [.renewAddress, .renewAddress, .fail])
    }

    @Test func `a busy host is waited for, and other answers are final`() {
        var state = state()
        #expect(state.ended(status: 503, wasTaken: false, retryAfter: 4_000, now: 0, chance: 0) == .fetch(after: 4_000))
        #expect(state.ended(status: 429, wasTaken: false, retryAfter: nil, now: 0, chance: 0) == .fetch(after: 500))
        let long = state.ended(status: 503, wasTaken: false, retryAfter: 900_000, now: 0, chance: 0)
        #expect(long == .heldTooLong(900_000))
        #expect(state.ended(status: 302, wasTaken: false, retryAfter: nil, now: 0, chance: 0) == .fail)
    }

    @Test func `progress renews the patience, going round in circles does not`() {
        var state = broken()
        var now: Int64 = 0
        for _ in 0..<5 {
            _ = state.route(head(206, ("Content-Range", "bytes \(state.written)-999/1000")))
            state.took(10)
            now += 100_000
            #expect(state.failed(.lost, now: now, hasContact: true, chance: 0) == .fetch(after: 250))
        }
        var circling = broken(tag: nil)
        #expect(circling.route(head(200, ("Content-Length", "1000"))) == .restart)
        circling.took(400)
        #expect(circling.failed(.lost, now: 130_000, hasContact: true, chance: 0) == .fail)
    }

    @Test func `a host that never answered is given up quickly`() {
        var state = state()
        let steps = (0..<3).map { _ in state.failed(.notSent, now: 0, hasContact: false, chance: 0) }
        #expect(steps == [.fetch(after: 250), .fetch(after: 500), .fail])
    }
}
