import Testing

@testable import ObjectStorage

/// Signatures, held against those that AWS's own library for Python makes of the same requests at the same instant.
@Suite struct RequestSignatureTests {
    private static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    private static let hello = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    private static let aws = "examplebucket.s3.eu-central-1.amazonaws.com"

    private func signed(
        _ subject: RequestSignature.Subject,
        token: String? = nil,
        region: String = "eu-central-1"
    ) -> (signature: String, names: String) {
        // The last second but one of a February, in UTC.
        let date = StorageDate(milliseconds: 1_772_323_198_999)
        #expect(date.text == "20260228T235958Z")
        let keys = StorageKeys(id: "EXAMPLEKEYID", secret: "example/secret+key", sessionToken: token)
        let headers = RequestSignature(keys: keys, region: region, date: date).headers(subject)
        let text = headers.last { $0.name == "Authorization" }?.value ?? ""
        #expect(text.hasPrefix("AWS4-HMAC-SHA256 Credential=EXAMPLEKEYID/20260228/\(region)/s3/aws4_request, "))
        let parts = text.split(separator: "=").map(String.init)
        return (parts.last ?? "", String(parts.dropLast().last?.prefix { $0 != "," } ?? ""))
    }

    @Test func `an object with headers of its own, and a key that must be encoded`() {
        let (signature, names) = signed(
            .init(
                method: "PUT",
                path: "/" + StorageText.encoded("a/b ü+c~d.wav", keepingSlash: true),
                host: Self.aws,
                headers: [
                    ("x-amz-meta-sha256", "abc"), ("x-amz-storage-class", "STANDARD_IA"),
                    ("Content-Type", "audio/wav"), ("x-amz-meta-note", "a   b  "),
                ],
                payloadHash: Self.hello
            )
        )
        #expect(
            names
                == "content-type;host;x-amz-content-sha256;x-amz-date;x-amz-meta-note;x-amz-meta-sha256;x-amz-storage-class"
        )
        #expect(signature == "e9070b66c028d16f02379697bc0cb115f8f90897c7095122dfe5c39e912ac1b6")
    }

    @Test func `a part with a port, a query out of order and a session token`() {
        let (signature, _) = signed(
            .init(
                method: "PUT",
                path: "/examplebucket/a.wav",
                query: [("uploadId", "x/y="), ("partNumber", "2")],
                host: "127.0.0.1:9000",
                payloadHash: Self.hello
            ),
            token: "token=="
        )
        #expect(signature == "9de62e99860747635f2be42466fc50923859e0cdfe28f78d92b8451018eb4b0e")
    }

    @Test func `a parameter without a value`() {
        let (signature, _) = signed(
            .init(
                method: "POST",
                path: "/examplebucket/a.wav",
                query: [("uploads", "")],
                host: "127.0.0.1:9000",
                payloadHash: Self.empty
            )
        )
        #expect(signature == "ce77c79588ed2c479333540d125543fadcd3fb2706c24dc8ccc8ba4893c2c2fe")
    }

    @Test func `parameters with blanks and slashes, in another region`() {
        let (signature, _) = signed(
            .init(
                method: "GET",
                path: "/examplebucket",
                query: [("uploads", ""), ("prefix", "a b/&")],
                host: "s3.us-east-1.amazonaws.com",
                payloadHash: Self.empty
            ),
            region: "us-east-1"
        )
        #expect(signature == "de702ecc5177e179cc38ef3e43a663bf0e0b5ba1b0062319a61e27949a5afa2d")
    }

    @Test func `a path stays as it is, dots and double slashes too`() {
        let (signature, _) = signed(
            .init(
                method: "HEAD",
                path: "/a//b/../c.wav",
                host: Self.aws,
                headers: [("x-amz-checksum-mode", "ENABLED")],
                payloadHash: Self.empty
            )
        )
        #expect(signature == "8508f571685cad6e6dbe645453f2c5417ab62a5103dd9fff35d9da36480e5884")
    }

    @Test(
        "instants are written as days of the calendar",
        arguments: [
            (0, "19700101T000000Z"), (951_782_400_000, "20000229T000000Z"), (1_798_761_599_999, "20261231T235959Z"),
            (-1, "19691231T235959Z"), (4_107_542_400_000, "21000301T000000Z"),
        ]
    )
    func date(milliseconds: Int64, text: String) { #expect(StorageDate(milliseconds: milliseconds).text == text) }

    @Test(
        "base64 has its padding",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ]
    )
    func base64(text: String, written: String) { #expect(StorageText.base64(Array(text.utf8)) == written) }

    @Test func `keys show no secret`() {
        let keys = StorageKeys(id: "ID", secret: "s3cret-value", sessionToken: "t0ken-value")
        for text in ["\(keys)", String(reflecting: keys), "\([keys])"] {
            #expect(!text.contains("s3cret") && !text.contains("t0ken"))
        }
    }
}
