import JSON
import Simulator
import Testing

@Suite("Faults on request", .timeLimit(.minutes(2)))
struct FaultTests {
    private let tasks = "/v1/tasks?from=1"

    /// A simulator with these faults.
    private func withFaults(
        _ faults: [String],
        clock: TestClock = TestClock(),
        _ body: (SimulatorClient) async throws -> Void
    ) async throws {
        let faults = try faults.map { try Fault(parsing: $0) }
        try await withSimulator(
            {
                $0.faults = faults
                $0.now = { clock.now }
            },
            body
        )
    }

    private func userPath(_ client: SimulatorClient) async throws -> String {
        let list = "/organization/\(client.ready.orgID)/v2/user"
        let id = try #require(try await client.send("GET", list).json()["data"]?[0]?["id"]?.string)
        return "/organization/\(client.ready.orgID)/user/\(id)"
    }

    private func stats(_ client: SimulatorClient) async throws -> JSONValue {
        try await client.send("GET", client.ready.apiURL + "/_control/stats").json()
    }

    @Test("every, after and times say which requests suffer")
    func schedule() async throws {
        try await withFaults(["503:after=2:every=3:times=2"]) { client async throws in
            var statuses: [Int] = []
            for _ in 0..<12 { statuses.append(try await client.send("GET", tasks).status) }
            #expect(statuses == [200, 200, 200, 200, 503, 200, 200, 503, 200, 200, 200, 200])
            #expect(try await stats(client)["faults"] == ["503": 2])
        }
    }

    @Test("match picks requests, and the first fault whose turn it is takes one")
    func match() async throws {
        let faults = ["500:match=GET /v1/tasks\\?.*to=(?:5|6)$:times=1", "502:match=/v1/tasks:every=2"]
        try await withFaults(faults) { client async throws in
            #expect(try await client.send("GET", tasks + "&to=5").status == 500)
            #expect(try await client.send("GET", tasks + "&to=5").status == 200)
            #expect(try await client.send("GET", tasks).status == 502)
            #expect(try await userPath(client).isEmpty == false)
        }
    }

    @Test("sign-in is spared unless it is matched, and answers in its own form")
    func signIn() async throws {
        try await withFaults(["500"]) { client async throws in
            #expect(try await client.refresh().status == 200)
            #expect(try await client.send("GET", tasks).status == 500)
        }
        try await withFaults(["500:match=access_token"]) { client async throws in
            let answer = try await client.refresh()
            #expect(answer.status == 500)
            #expect(try answer.json()["errors"]?[0]?["description"] != nil)
            #expect(try await client.send("GET", tasks).status == 200)
        }
    }

    @Test(
        "all of sign-in fails as it is told to",
        arguments: [
            ("500:match=POST /v1/access_token", 500), ("html:match=POST /v1/access_token", 200),
            ("429:match=POST /v1/access_token", 429), ("500:match=POST /v1/applications", 500),
            ("html:match=POST /v1/applications", 200), ("500:match=GET /v1/authorize", 500),
        ]
    )
    func signInFaults(fault: String, status: Int) async throws {
        try await withFaults(["\(fault):times=1"]) { client async throws in
            let flow = ConsentFlow(client: client)
            let code = try await flow.code()
            func answer() async throws -> TestAnswer {
                if fault.contains("access_token") { return try await flow.exchange(code) }
                if fault.contains("authorize") { return try await client.send("GET", flow.target()) }
                let id = client.ready.serviceApp.applicationID
                return try await client.send("POST", "/v1/applications/\(id)/token", body: "{}")
            }
            let spoilt = try await answer()
            #expect(spoilt.status == status && spoilt.text.hasPrefix("<!DOCTYPE html>") == (status == 200))
            // Nothing was performed, so that the code is still good.
            #expect(try await answer().status == (fault.contains("applications") ? 401 : 200))
        }
    }

    @Test("a token endpoint breaks the connection, or says nothing", arguments: ["reset", "stall"])
    func silentSignIn(kind: String) async throws {
        try await withFaults(["\(kind):match=access_token"]) { client async throws in
            let answer = try await RawExchange.send(
                "POST",
                "/v1/access_token",
                to: client.ready,
                silence: kind == "stall" ? 300 : 30_000
            )
            #expect(answer.bytes.isEmpty && answer.end == (kind == "stall" ? .nothingMore : .reset))
        }
    }

    @Test("a slow answer is a good one that comes late")
    func slow() async throws {
        try await withFaults(["slow:match=access_token:milliseconds=300:times=1"]) { client async throws in
            let began = ContinuousClock.now
            #expect(try await client.refresh().status == 200)
            #expect(ContinuousClock.now - began >= .milliseconds(300))
        }
    }

    @Test("a page of HTML stands in the place of an answer, before or after the request is performed")
    func html() async throws {
        try await withFaults(["html:match=PATCH:times=1", "html:match=PATCH:when=after"]) { client async throws in
            let path = try await userPath(client)
            for isDone in [false, true] {
                let json = ["Content-Type": "application/json"]
                let answer = try await client.send("PATCH", path, headers: json, body: #"{"mobile": "1"}"#)
                #expect(answer.status == 200 && answer.header("Content-Type")?.hasPrefix("text/html") == true)
                #expect(answer.text.hasPrefix("<!DOCTYPE html>"))
                #expect((try await client.send("GET", path).json()["mobile"] == "1") == isDone)
            }
        }
    }

    @Test("a 429 has a Retry-After, and who comes earlier is counted")
    func tooMany() async throws {
        let clock = TestClock()
        try await withFaults(["429:times=1:retry-after=7", "429:times=1:retry-after=0"], clock: clock) { client in
            let first = try await client.send("GET", tasks)
            #expect(first.status == 429 && first.header("Retry-After") == "7")
            clock.advance(seconds: 6)
            let second = try await client.send("GET", tasks)
            #expect(second.status == 429 && second.header("Retry-After") == nil)
            clock.advance(seconds: 1)
            #expect(try await client.send("GET", tasks).status == 200)
            let stats = try await stats(client)
            #expect(stats["early"] == 1 && stats["faults"] == ["429": 2])
        }
    }

    @Test("a request is performed before its answer is spoilt, or not, as told", arguments: ["before", "after"])
    func moment(when: String) async throws {
        for kind in ["503", "reset", "stall"] {
            try await withFaults(["\(kind):match=PATCH:when=\(when)"]) { client async throws in
                let path = try await userPath(client)
                let answer = try await RawExchange.send(
                    "PATCH",
                    path,
                    body: #"{"mobile": "1"}"#,
                    to: client.ready,
                    silence: kind == "stall" ? 300 : 30_000
                )
                switch kind {
                case "503": #expect(answer.text.hasPrefix("HTTP/1.1 503"))
                case "reset": #expect(answer.end == .reset && answer.bytes.isEmpty)
                default: #expect(answer.end == .nothingMore && answer.bytes.isEmpty)
                }
                // A client that gives up may be gone before the request is performed.
                while try await stats(client)["faults"]?[kind] != 1 { await Task.yield() }
                if when == "after" { while try await stats(client)["writes"] == 0 { await Task.yield() } }
                let isDone = try await client.send("GET", path).json()["mobile"] == "1"
                #expect(isDone == (when == "after"))
                #expect(try await stats(client)["writes"] == (isDone ? 1 : 0))
            }
        }
    }

    @Test(
        "what stalls or is slow does not come, and ends with the simulator",
        arguments: ["stall", "slow:milliseconds=600000"]
    )
    func stallEnds(fault: String) async throws {
        var options = SimulatorOptions()
        options.faults = [try Fault(parsing: fault)]
        let simulator = try await Simulator.start(options)
        let path = tasks
        async let waiting = RawExchange.send("GET", path, to: simulator.ready, silence: 120_000)
        let client = SimulatorClient(simulator)
        while try await stats(client)["faults"]?.object?.isEmpty != false { await Task.yield() }
        // What is not held back has come by the time that others have.
        for _ in 0..<20 { _ = try await stats(client) }
        await simulator.stop()
        #expect(try await waiting.end != .nothingMore)
        #expect(try await waiting.bytes.isEmpty)
    }

    @Test("a truncated body ends in the middle", arguments: [true, false])
    func truncated(ofMedia: Bool) async throws {
        try await withFaults(["truncated:match=\(ofMedia ? "/media/" : "/v1/tasks")"]) { client async throws in
            try await client.clearFaultsWhile(ofMedia) { target in
                let answer = try await RawExchange.send(
                    "GET",
                    target ?? tasks,
                    to: client.ready,
                    withToken: target == nil
                )
                let length = try #require(answer.contentLength)
                #expect(answer.text.hasPrefix("HTTP/1.1 200") && answer.end != .nothingMore)
                #expect(answer.body.count == length / 2 && length > 100)
            }
        }
    }

    @Test("a wrong length is above the body's, and every second time below it")
    func wrongLength() async throws {
        try await withFaults(["wrong-length"]) { client async throws in
            for isLess in [false, true, false] {
                let answer = try await RawExchange.send("GET", tasks, to: client.ready)
                let length = try #require(answer.contentLength)
                #expect(answer.end != .nothingMore)
                #expect(try JSONValue(parsing: answer.body)["data"] != nil)
                #expect(isLess ? length == answer.body.count / 2 : length == answer.body.count + 16)
            }
        }
    }

    @Test("malformed JSON has the length it says")
    func malformed() async throws {
        try await withFaults(["malformed"]) { client async throws in
            let answer = try await client.send("GET", tasks)
            #expect(answer.status == 200 && answer.header("Content-Length") == String(answer.body.count))
            #expect(throws: JSONError.self) { try answer.json() }
        }
    }

    @Test("an expired token stays so until another is fetched")
    func expiredToken() async throws {
        try await withFaults(["expired-token:times=1:after=1"]) { client async throws in
            #expect(try await client.send("GET", tasks).status == 200)
            for _ in 0..<2 { #expect(try await client.send("GET", tasks).status == 401) }
            let token = try #require(try await client.refresh().json()["access_token"]?.string)
            #expect(try await client.send("GET", tasks, token: token).status == 200)
            #expect(try await stats(client)["faults"] == ["expired-token": 1])
        }
    }

    @Test("an expired address stays so, and another is given out even in the same millisecond")
    func expiredSignature() async throws {
        try await withFaults(["expired-signature:times=1"]) { client async throws in
            func first() async throws -> String {
                try #require(try await client.recordings().first?["attributes"]?["filePath"]?.string)
            }
            let before = try await first()
            for _ in 0..<2 {
                let answer = try await client.send("GET", before)
                #expect(answer.status == 403 && answer.text.contains("expired"))
            }
            let after = try await first()
            #expect(after != before)
            #expect(try await client.send("GET", after).status == 200)
        }
    }

    @Test("faults are added, listed and ended while it runs")
    func controls() async throws {
        try await withFaults([]) { client async throws in
            let added = try await client.send("POST", "/_control/faults", body: "503:times=1\nreset:match=nothing\n")
            #expect(try added.json()["faults"]?.array?.count == 2)
            #expect(try await client.send("GET", tasks).status == 503)
            let listed = try await client.send("GET", "/_control/faults").json()["faults"]
            #expect(
                listed == [
                    ["fault": "503:times=1", "seen": 1, "done": 1],
                    ["fault": "reset:match=nothing", "seen": 0, "done": 0],
                ]
            )
            let wrong = try await client.send("POST", "/_control/faults", body: "500\nrest")
            #expect(wrong.status == 400 && wrong.text.contains("did you mean reset?"))
            #expect(try await client.send("GET", tasks).status == 200, "of a wrong list nothing is taken")
            _ = try await client.send("POST", "/_control/faults", body: "500")
            #expect(try await client.send("GET", tasks).status == 500)
            #expect(try await client.send("DELETE", "/_control/faults").json()["faults"] == [])
            #expect(try await client.send("GET", tasks).status == 200)
            #expect(try await stats(client)["faults"] == ["500": 1, "503": 1])
        }
    }
}

extension SimulatorClient {
    /// Hands over the target of a signed address, or none.
    fileprivate func clearFaultsWhile(_ isMedia: Bool, _ body: (String?) async throws -> Void) async throws {
        guard isMedia else { return try await body(nil) }
        let address = try #require(try await recordings().first?["attributes"]?["filePath"]?.string)
        try await body(String(address.dropFirst(ready.apiURL.count)))
    }
}
