import Testing

@testable import Host

@Suite("Addresses without their signatures")
struct SignedQueriesTests {
    private func removed(_ text: String) -> String {
        String(decoding: SignedQueries.removed(from: Array(text.utf8)), as: UTF8.self)
    }

    @Test(
        "a query that is a signature goes, wherever the address stands",
        arguments: [
            "X-Amz-Signature=abc", "a=1&X-Amz-Expires=60", "sig=abc&sv=1", "Signature=abc", "x-goog-credential=a",
            "token=abc", "a=1\\u0026access_token=abc", "Expires=5&Key-Pair-Id=K", "code=abc",
        ]
    )
    func signed(query: String) {
        #expect(removed("https://e.com/a/b?\(query)") == "https://e.com/a/b")
        #expect(removed(#"{"a":"https://e.com/b?\#(query)","b":1}"#) == #"{"a":"https://e.com/b","b":1}"#)
        #expect(
            removed("see <http://e.com?\(query)> or 'http://e.com/?\(query)'.")
                == "see <http://e.com> or 'http://e.com/'."
        )
        #expect(removed(#"["http:\/\/e.com\/b?\#(query)\n"]"#) == #"["http:\/\/e.com\/b\n"]"#)
    }

    @Test(
        "any other text stays",
        arguments: [
            "", "?", "a?token=1", "https://e.com/?page=2&from=1", "https://e.com/token=1", "http", "?http://e.com?",
            #"{"path":"https://e.com/?page=2"}"#, "what? http://e.com/", "ftp://e.com/?token=1",
        ]
    )
    func plain(text: String) { #expect(removed(text) == text) }

    @Test("the address of a capture's file loses whatever query it has")
    func capture() {
        #expect(
            removed(#"{"filePath":"https://e.com/a?b=c","id":"x?y"}"#) == #"{"filePath":"https://e.com/a","id":"x?y"}"#
        )
        #expect(removed(#"{"filePath": "https://e.com/a?b=c"}"#) == #"{"filePath": "https://e.com/a"}"#)
        #expect(removed(#"{"other":"https://e.com/a?b=c"}"#) == #"{"other":"https://e.com/a?b=c"}"#)
    }
}
