import Simulator
import Testing

@Suite("Faults as text")
struct FaultParsingTests {
    @Test("what is not said has its usual value")
    func defaults() throws {
        let fault = try Fault(parsing: "503")
        #expect(fault.kind == .status(503) && fault.every == 1 && fault.after == 0)
        #expect(fault.times == nil && fault.match == nil && fault.moment == .before && fault.retryAfter == nil)
        #expect(try Fault(parsing: "429").retryAfter == 1)
        #expect(try Fault(parsing: "429:retry-after=0").retryAfter == nil)
        #expect(try Fault(parsing: "503:retry-after=4").retryAfter == 4)
        for name in ["reset", "truncated", "stall", "slow", "wrong-length", "malformed"] {
            let fault = try Fault(parsing: name)
            #expect(fault.moment == .after && fault.kind.name == name)
        }
        #expect(try Fault(parsing: "slow").milliseconds == 1000)
        #expect(try Fault(parsing: "expired-token").moment == .before)
        #expect(try Fault(parsing: "html").moment == .before && Fault(parsing: "html:when=after").moment == .after)
    }

    @Test("all options are read, and colons of the expression belong to it")
    func options() throws {
        let fault = try Fault(parsing: "reset:every=3:match=GET /(?:v1|x)/a:b:times=2:after=4:when=before")
        #expect(fault.kind == .reset && fault.every == 3 && fault.times == 2 && fault.after == 4)
        #expect(fault.match == "GET /(?:v1|x)/a:b" && fault.moment == .before)
    }

    @Test(
        "what is wrong is told with the way out",
        arguments: [
            ("rest", "fault rest: rest is no kind of fault (did you mean reset?)"),
            ("404", "fault 404: 404 is no kind of fault (there are 429, 503, reset,"),
            ("", "fault : the kind is missing (there are 429, 503, reset,"),
            ("503:evry=2", "fault 503:evry=2: evry=2 is no option of a fault (did you mean every?)"),
            ("503:times", "fault 503:times: times needs a value (write times=…)"),
            ("503:times=", "fault 503:times=: times needs a value (write times=…)"),
            ("503:times=0", "fault 503:times=0: times is 0 (it must be 1 or more)"),
            ("503:every=x", "fault 503:every=x: every is x (it must be 1 or more)"),
            ("503:every=1:every=2", "fault 503:every=1:every=2: every is given twice"),
            ("503:match=(", "fault 503:match=(: match is (, which is no regular expression"),
            ("503:when=now", "fault 503:when=now: when is now (it must be before or after)"),
            (
                "429:when=after",
                "fault 429:when=after: 429 cannot come after the request is performed (leave when away)"
            ),
            ("truncated:when=before", "fault truncated:when=before: truncated cannot come before"),
            ("slow:when=before", "fault slow:when=before: slow cannot come before"),
            ("stall:milliseconds=1", "fault stall:milliseconds=1: milliseconds goes with slow alone"),
            ("reset:retry-after=1", "fault reset:retry-after=1: retry-after goes with a status alone"),
        ]
    )
    func wrong(text: String, message: String) {
        let error = #expect(throws: SimulatorError.self) { try Fault(parsing: text) }
        #expect(error?.description.hasPrefix(message) == true, "\(error?.description ?? "")")
    }
}
