import Testing

@testable import Host

@Suite("Hosts that a script may talk to")
struct OutsideAddressTests {
    @Test(
        "an address is put together from what was checked",
        arguments: [
            ("https://Example.com", "https://example.com/"), ("HTTPS://example.com/a?b#c", "https://example.com/a?b"),
            ("https://example.com?q=1", "https://example.com/?q=1"),
            ("https://example.com:8443/x", "https://example.com:8443/x"),
            ("http://127.0.0.1:80/x", "http://127.0.0.1:80/x"), ("http://[::1]:9/x", "http://[::1]:9/x"),
            ("http://localhost/", "http://localhost/"),
        ]
    )
    func rebuilt(text: String, url: String) throws {
        #expect(try OutsideAddress(text).url == url)
    }

    @Test(
        "what two programs might read differently is refused, and not shown",
        arguments: [
            "", "example.com", "ftp://example.com/s3cret", "https://user:s3cret@example.com/",
            "https://allowed.com\\@evil.com/s3cret", "https://exa mple.com/s3cret", "https://", "https:///s3cret",
            "https://example.com:0/s3cret", "https://example.com:99999/s3cret", "https://example.com:/s3cret",
            "https://exämple.com/s3cret", "https://[::1/s3cret", "https://a%2eb/s3cret", "https://a\n.b/s3cret",
            "http://example.com/s3cret", "http://127.0.0.1.example.com/s3cret", "http://127.evil.com/s3cret",
        ]
    )
    func refused(text: String) {
        let error = #expect(throws: HostError.self) { try OutsideAddress(text) }
        #expect(error?.kind == .invalid)
        #expect(error?.description.contains("s3cret") == false)
    }

    @Test("a grant is for its host alone, on its port or on any")
    func covers() throws {
        let any = try #require(HostGrant("Example.com"))
        #expect(any.covers(host: "example.com", port: 443) && any.covers(host: "example.com", port: 8080))
        #expect(!any.covers(host: "www.example.com", port: 443) && !any.covers(host: "example.com.evil", port: 443))
        let one = try #require(HostGrant("127.0.0.1:8080"))
        #expect(one.covers(host: "127.0.0.1", port: 8080) && !one.covers(host: "127.0.0.1", port: 80))
        #expect(HostGrant("[::1]:80")?.covers(host: "[::1]", port: 80) == true)
        let below = try #require(HostGrant("*.example.com"))
        #expect(below.covers(host: "www.example.com", port: 443) && below.covers(host: "a.b.example.com", port: 443))
        #expect(!below.covers(host: "example.com", port: 443) && !below.covers(host: "badexample.com", port: 443))
        #expect(!below.covers(host: "www.example.com.evil", port: 443))
    }

    @Test(
        "what is no host is no grant",
        arguments: [
            "", "https://example.com", "a/b", "*.", "**.example.com", "a.*.example.com", "*example.com", "a:b", "a:0",
            ":80", "a b", "[]", "[::1]x",
        ]
    )
    func noGrant(text: String) { #expect(HostGrant(text) == nil) }
}
