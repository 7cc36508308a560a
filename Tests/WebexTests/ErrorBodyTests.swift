import Testing

@testable import Webex

/// What the forms of the service's error bodies come down to.
@Suite struct ErrorBodyTests {
    @Test(
        arguments: [
            (
                #"{"trackingId":"t1","error":{"key":"400","message":[{"description":"no such team"},{"description":"and no site"}]}}"#,
                "no such team; and no site", "t1"
            ),
            (#"{"trackingId":"t2","error":"went wrong"}"#, "went wrong", "t2"),
            (#"{"code":412,"message":"in use","trackingId":"t3"}"#, "in use", "t3"),
            (
                #"{"message":"bad","errors":[{"description":"bad e-mail","errorCode":7}],"trackingId":"t4"}"#,
                "bad e-mail; bad", "t4"
            ),
            (#"{"error":"invalid_grant","error_description":"token revoked"}"#, "token revoked; invalid_grant", nil),
            (#"{"error":{"key":"E-7"}}"#, "E-7", nil),
            ("upstream is gone\r\n", "upstream is gone", nil),
            ("<html><body>502</body></html>", nil, nil), ("", nil, nil), ("[]", nil, nil), ("{", "{", nil),
            ("17", nil, nil),
        ] as [(String, String?, String?)]
    )
    func `a body is read in each form`(body: String, message: String?, trackingID: String?) {
        let said = ErrorBody(Array(body.utf8))
        #expect(said.message == message)
        #expect(said.trackingID == trackingID)
    }

    @Test func `a flood of text is cut`() throws {
        let body = #"{"message":""# + String(repeating: "x", count: 10_000) + #""}"#
        #expect(try #require(ErrorBody(Array(body.utf8)).message).count == 500)
    }

    @Test(arguments: [
        (400, WebexError.Kind.invalid), (401, .signedOut), (403, .forbidden), (404, .notFound), (409, .conflict),
        (412, .inUse), (418, .http), (429, .rateLimited), (500, .unavailable), (503, .unavailable),
    ])
    func `a status has its kind`(status: Int, kind: WebexError.Kind) {
        let error = StatusMeaning.error(status: status, body: [], operation: "x.y", trackingID: "t")
        #expect(error.kind == kind)
        #expect(error.description.hasPrefix("x.y: "))
        #expect(error.description.hasSuffix("(\(status), tracking t)"))
    }
}
