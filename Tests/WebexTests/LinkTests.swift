import Catalog
import JSON
import TestSupport
import Testing
import Transfer

@testable import Webex

/// The address of the next page: read from a header, and followed where it leads to the same place.
@Suite struct LinkTests {
    @Test(
        arguments: [
            (#"<https://x/people?cursor=a>; rel="next""#, "https://x/people?cursor=a"),
            (#"<https://x/p?a=1,2;3>; title="a, <b>; rel=next"; rel=next"#, "https://x/p?a=1,2;3"),
            (
                #"<https://x/1>; rel="first prev", <https://x/2>;rel="last NEXT", <https://x/3>; rel=next"#,
                "https://x/2"
            ),
            (#"</people?max=2>; rel="next""#, "http://host:1/people?max=2"),
            (#"<?max=2>; rel="next""#, "http://host:1/v1/people?max=2"),
            (#"<https://x/1>; rel=prev; rel=next"#, nil), (#"<//evil/1>; rel=next"#, nil), ("<https://x", nil),
            (#"<https://x/1>; title="\"next\"; rel=next"; rel=last"#, nil), ("", nil),
        ] as [(String, String?)]
    )
    func `the next page is read as RFC 8288 writes it`(header: String, next: String?) {
        let headers = HeaderFields([("Link", "<https://x/0>; rel=first"), ("link", header)])
        #expect(LinkHeader.next(in: headers, askedAt: "http://host:1/v1/people?max=1") == next)
    }

    private func bench() throws -> Bench {
        try Bench { request in
            request.target.contains("cursor")
                ? .init(200, #"{"items":[2]}"#)
                : .init(200, #"{"items":[1]}"#, headers: [("Link", "</v1/people?max=1&cursor=a%2Fb==>; rel=\"next\"")])
        }
    }

    @Test func `an address that the service named is asked for just as it stands`() async throws {
        let bench = try bench()
        var call = Call(operation: try Bench.catalog.operation(named: "people.list"), isChecked: false)
        call.link = try #require(await bench.session.call(call).next)
        call.query = [("max", 1)]
        let last = try await bench.session.call(call)
        #expect(last.next == nil && String(decoding: last.body, as: UTF8.self) == #"{"items":[2]}"#)
        #expect(bench.server.requests.map(\.target) == ["/v1/people", "/v1/people?max=1&cursor=a%2Fb=="])
        #expect(bench.server.requests.allSatisfy { $0.headers["authorization"] != nil })
    }

    @Test func `an id with a slash in it leads to no other path`() async throws {
        let bench = try bench()
        for place in ["a/../b", "a%2F..%2Fb/", "a%2F../b", "..", "a/%2E%2E/b"] {
            let call = Call(
                operation: try Bench.catalog.operation(named: "user.get"),
                ids: ["a/../b"],
                link: bench.server.url + "/organization/org-1/user/" + place,
                isChecked: false
            )
            let error = await #expect(throws: WebexError.self) { try await bench.session.call(call) }
            #expect(error?.kind == .denied, "\(place)")
        }
        #expect(bench.server.requests.isEmpty)
        var call = Call(operation: try Bench.catalog.operation(named: "user.get"), ids: ["a/../b"], isChecked: false)
        call.link = bench.server.url + "/organization/org%2D1/user/a%2f..%2fb?page=2"
        _ = try await bench.session.call(call)
        #expect(bench.server.requests.count == 1)
    }

    @Test(arguments: [
        "http://127.0.0.1:1/v1/people?a", "BASE/v1/licenses?a", "BASE@evil/v1/people", "BASE/v1/people#x",
        "BASE/v1/people/1",
        "BASE/v1/people?a b", "https://evil.example/v1/people",
    ])
    func `one that leads elsewhere is not followed, and no token goes there`(link: String) async throws {
        let bench = try bench()
        let call = Call(
            operation: try Bench.catalog.operation(named: "people.list"),
            link: link.replacing("BASE", with: bench.server.url),
            isChecked: false
        )
        let error = await #expect(throws: WebexError.self) { try await bench.session.call(call) }
        #expect(error?.kind == .denied && error?.message.contains("elsewhere") == true)
        #expect(bench.server.requests.isEmpty)
    }
}
