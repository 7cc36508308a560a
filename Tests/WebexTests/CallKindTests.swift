import JSON
import Synchronization
import TestSupport
import Testing

@testable import Catalog
@testable import Webex

/// What each kind of operation sends, and what may answer it, over real sockets.
@Suite struct CallKindTests {
    private func operation(
        _ method: String,
        _ path: String,
        base: Operation.Base = .contactCentre,
        safety: Operation.Safety = .idempotent,
        headers: [Parameter] = [],
        content: Operation.Content? = nil,
        answers: [Operation.Answer] = [],
        listPath: String? = nil,
        withheld: [String] = []
    ) -> Operation {
        Operation(
            name: "odd.act",
            method: method,
            path: path,
            base: base,
            safety: safety,
            listPath: listPath,
            headers: headers,
            content: content,
            answers: answers,
            withheld: withheld
        )
    }

    /// The error of a call; nil when it went well.
    private func failure(_ bench: Bench, _ call: Call) async -> WebexError? {
        do throws(WebexError) {
            _ = try await bench.session.call(call)
            return nil
        } catch { return error }
    }

    private func content(_ media: Operation.Media, _ type: Parameter.ValueType, _ fields: [Parameter] = [])
        -> Operation.Content
    {
        Operation.Content(
            media: media,
            isRequired: true,
            value: Parameter(name: "body", type: type, items: type == .list ? .object : nil, fields: fields)
        )
    }

    @Test(arguments: [
        (Operation.Media.json, "application/json"), (.jsonPatch, "application/json-patch+json"),
    ])
    func `a list is a body, and a JSON Patch says what it is`(media: Operation.Media, type: String)
        async throws
    {
        let bench = try Bench { _ in .init(200, "{}") }
        let odd = operation("PATCH", "/admin/v1/api/person/{personId}", content: content(media, .list))
        let patch: JSONValue = [["op": "add", "path": "/a", "value": 1]]
        _ = try await bench.session.call(Call(operation: odd, ids: ["7"], body: patch))
        let request = try #require(bench.server.requests.first)
        #expect(request.headers["content-type"] == type)
        #expect(request.text == #"[{"op":"add","path":"/a","value":1}]"#)
    }

    @Test func `header parameters leave the query, and the organisation's is filled in`() async throws {
        let bench = try Bench { _ in .init(200, "{}") }
        let odd = operation(
            "POST",
            "/v1/agentburnout/subscribe",
            headers: [
                Parameter(name: "timezone", type: .string),
                Parameter(name: "X-ORGANIZATION-ID", type: .string, isReadOnly: true),
            ]
        )
        _ = try await bench.session.call(Call(operation: odd, query: [("timezone", "Europe/Berlin")]))
        let request = try #require(bench.server.requests.first)
        #expect(request.target == "/v1/agentburnout/subscribe")
        #expect(request.headers["timezone"] == "Europe/Berlin")
        #expect(request.headers["x-organization-id"] == "org-1")
        for query in [("X-ORGANIZATION-ID", "other"), ("timezone", "a\r\nX-Evil: 1")] as [(String, JSONValue)] {
            let error = await failure(bench, Call(operation: odd, query: [query]))
            #expect(error?.kind == .invalid)
        }
        #expect(bench.server.requests.count == 1)
    }

    @Test func `a segment may have a tail, and a path a slash at its end`() async throws {
        let bench = try Bench { _ in .init(200, "[]") }
        let flow = operation("GET", "/flow-store/{orgId}/project/{projectId}/flows/{flowId}:export", safety: .read)
        _ = try await bench.session.call(Call(operation: flow, ids: ["p", "a:b/c"]))
        _ = try await bench.session.call(
            Call(operation: operation("GET", "/dataSources/", base: .webex, safety: .read))
        )
        #expect(
            bench.server.requests.map(\.target) == [
                "/flow-store/org-1/project/p/flows/a%3Ab%2Fc:export", "/v1/dataSources/",
            ]
        )
    }

    @Test func `a form holds JSON and files, and each try sends it from its start`() async throws {
        let bench = try Bench { $0.index == 0 ? .init(503) : .init(200, #"{"id":"1"}"#) }
        let odd = operation(
            "PUT",
            "/organization/{orgid}/audio-file/{id}",
            content: content(
                .multipart,
                .object,
                [
                    Parameter(name: "audioFileInfo", type: .object, isRequired: true),
                    Parameter(name: "audioFile", type: .file, isRequired: true),
                ]
            )
        )
        let sound = Array("RIFF-sound".utf8)
        let upload = Upload(fileName: "hello.wav", length: Int64(sound.count)) { offset, buffer in
            let rest = sound[Int(offset)...]
            buffer.copyBytes(from: rest.prefix(buffer.count))
            return min(rest.count, buffer.count)
        }
        let body: JSONValue = ["audioFileInfo": ["name": "hello", "empty": []], "audioFile": "hello.wav"]
        var call = Call(operation: odd, ids: ["1"], body: body)
        let unopened = await failure(bench, call)
        #expect(unopened?.message == "audioFile must be a file, and none was opened for it")
        call.files = ["audioFile": upload]
        #expect(try await bench.session.call(call).status == 200)
        #expect(bench.server.requests.count == 2)
        for request in bench.server.requests {
            #expect(request.headers["content-type"]?.hasPrefix("multipart/form-data; boundary=") == true)
            #expect(
                request.text.contains(
                    "name=\"audioFileInfo\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"hello\",\"empty\":[]}\r\n"
                )
            )
            #expect(
                request.text.contains(
                    "name=\"audioFile\"; filename=\"hello.wav\"\r\nContent-Type: audio/wav\r\n\r\nRIFF-sound\r\n"
                )
            )
        }
    }

    @Test func `a file that cannot be read fails the call with that reason, a create too`() async throws {
        struct Gone: Error {}
        let bench = try Bench { _ in .init(201) }
        let form = content(.multipart, .object, [Parameter(name: "file", type: .file)])
        var call = Call(operation: operation("POST", "/flows:import", safety: .create, content: form))
        call.body = ["file": "flow.json"]
        call.files = ["file": Upload(fileName: "flow.json", length: 10) { _, _ in throw Gone() }]
        let error = await failure(bench, call)
        #expect(error?.kind == .unavailable && error?.cause is Gone)
    }

    @Test(
        arguments: [
            ("3", false), ("{\"a\":1}", false), ("\"done\"", false), ("Deleted.", true), ("Gone: 3", true),
        ]
    )
    func `words are an answer where the operation answers in words`(body: String, isText: Bool) async throws {
        let bench = try Bench { _ in .init(200, body, headers: [("Content-Type", "text/plain")]) }
        let text = Operation.Answer(status: 200, value: Parameter(name: "answer", type: .string))
        let answer = try await bench.session.call(Call(operation: operation("DELETE", "/v1/thing", answers: [text])))
        #expect(answer.isText == isText && String(decoding: answer.body, as: UTF8.self) == body)
        guard isText else { return }
        let error = await failure(bench, Call(operation: operation("DELETE", "/v1/thing")))
        #expect(error?.message == "what came is no JSON")
    }

    @Test func `an object that breaks off is asked for again, also where words are an answer`() async throws {
        let bench = try Bench { .init(200, $0.index == 0 ? #"{"data":{"# : #"{"data":{}}"#) }
        let text = Operation.Answer(status: 200, value: Parameter(name: "answer", type: .string))
        let answer = try await bench.session.call(
            Call(operation: operation("POST", "/search", safety: .read, answers: [text]))
        )
        #expect(!answer.isText && String(decoding: answer.body, as: UTF8.self) == #"{"data":{}}"#)
    }

    @Test func `an empty answer to a list is one where the document has none for its status`() async throws {
        let bench = try Bench { _ in .init(202) }
        let nothing = Operation.Answer(status: 202, value: nil)
        let list = operation("POST", "/v1/things", answers: [nothing], listPath: "data")
        #expect(try await bench.session.call(Call(operation: list)).status == 202)
        let error = await failure(bench, Call(operation: operation("POST", "/v1/things", listPath: "data")))
        #expect(error?.kind == .unavailable)
    }

    @Test(.timeLimit(.minutes(1))) func `a stream ends with the call's timeout, and gives what came`() async throws {
        let bench = try Bench(clock: LeapingClock()) { _ in
            .init(200, "data: 1\n\n", announcedLength: 9999, ending: .silence)
        }
        defer { bench.server.stop() }
        let stream = operation("GET", "/v1/api/events/stream/workspace-id/{workspaceId}", safety: .read)
        let answer = try await bench.session.call(Call(operation: stream, ids: ["w"], timeout: 3000))
        #expect(answer.isText && String(decoding: answer.body, as: UTF8.self) == "data: 1\n\n")
        #expect(bench.server.requests.count == 1)
    }

    @Test func `a secret in an answer ends in the session, wherever it stands`() async throws {
        let bench = try Bench { _ in
            .init(
                200,
                #"{"token":"canary-token-number-1","n":9007199254740993,"more":[{"token":"canary-token-number-2"}],"id":"1"}"#
            )
        }
        let odd = operation("POST", "/v1/guests/token", withheld: ["token", "refresh"])
        let answer = try await bench.session.call(Call(operation: odd))
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == #"{"token":null,"n":9007199254740993,"more":[{"token":null}],"id":"1"}"#
        )
        #expect(answer.withheld == ["token"])
        #expect(bench.session.redaction.applied(to: "it was canary-token-number-2") == "it was …")
    }

    @Test func `what is withheld is kept out of lines as far as it looks like a secret, and some hundreds at most`()
        async throws
    {
        let bench = try Bench { request in
            let tokens = (0..<400).map { #"{"token":"canary-token-number-\#(request.index)-\#($0)-"}"# }
            return .init(
                200,
                #"[{"token":"accessToken"},{"token":"see the documents for it"},\#(tokens.joined(separator: ","))]"#
            )
        }
        let odd = operation("POST", "/v1/guests/token", withheld: ["token"])
        for _ in 0..<2 {
            let answer = try await bench.session.call(Call(operation: odd))
            #expect(!String(decoding: answer.body, as: UTF8.self).contains("canary"), "none of them passes")
        }
        let redaction = bench.session.redaction
        for line in ["no accessToken", "see the documents for it", "canary-token-number-1-399-"] {
            #expect(redaction.applied(to: line) == line)
        }
        #expect(redaction.applied(to: "canary-token-number-0-100-") == "…")
    }

    @Test func `a 403 where no document names a scope says so, and what the token carries`() async throws {
        let bench = try Bench(credentials: Credentials(accessToken: Bench.token, scope: "cjp:user")) { _ in
            .init(403, "{}")
        }
        let error = await failure(bench, Call(operation: operation("GET", "/v1/x", safety: .read)))
        #expect(error?.hint?.contains("no document says") == true)
        #expect(error?.hint?.contains("cjp:user") == true && error?.hint?.contains("administrator") == true)
    }
}
