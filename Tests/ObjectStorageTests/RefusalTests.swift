import TestSupport
import Testing
import Transfer

@testable import ObjectStorage

/// What can be wrong with a bucket, its keys and the way to it; each is told with the bucket and the way out.
@Suite("Buckets that refuse") struct RefusalTests {
    private func refusal(_ client: StorageClient) async throws -> StorageError {
        do throws(StorageError) {
            try await client.check(prefix: "recordings/", options: ObjectOptions())
        } catch {
            #expect(error.subject == "s3://\(client.place.bucket)/recordings/.patchbay-check")
            return error
        }
        Issue.record("it was let in")
        throw LoopbackFailure(text: "let in")
    }

    @Test func `what a real server refuses`() async throws {
        let server = try await S3Server()
        let missing = try await refusal(server.client(bucket: "not-there"))
        #expect(
            missing.kind == .notFound && missing.problem.hasPrefix("there is no bucket not-there at \(server.endpoint)")
        )
        let theirs = try await refusal(server.client(bucket: server.theirBucket))
        #expect(theirs.kind == .denied && theirs.hint?.contains("is the bucket yours?") == true)
        #expect(theirs.problem.hasPrefix("the key \(server.exporter.id) has no right to CreateMultipartUpload"))
        let readOnly = try await refusal(server.client(keys: server.reader))
        #expect(readOnly.kind == .denied && readOnly.hint?.contains("s3:PutObject") == true)
        let unknown = try await refusal(server.client(keys: .init(id: "NOSUCHKEY", secret: "x")))
        #expect(unknown.problem.hasPrefix("the service does not know the key NOSUCHKEY"))
        let secret = try await refusal(server.client(secret: "wrong-secret-value"))
        #expect(secret.problem.hasPrefix("the secret is not that of the key"))
        let region = try await refusal(server.client(region: "us-east-1"))
        #expect(region.problem.hasPrefix("the bucket does not lie in the region us-east-1"))
        #expect(region.hint == "give the region \(server.region)" && region.region == server.region)
        let late = try await refusal(server.client(clock: StorageClock(now: { 1_700_000_000_000 }, sleep: { _ in })))
        #expect(late.problem.hasPrefix("this machine's clock is wrong: there it is 20"))
        for error in [missing, theirs, readOnly, unknown, secret, region, late] {
            #expect(!"\(error)".contains(server.exporter.secret) && !"\(error)".contains("wrong-secret-value"))
        }
        #expect(try server.unfinishedUploads().isEmpty)
    }

    @Test(
        "what is answered where moto has no such trouble",
        arguments: [
            (403, "QuotaExceeded", "x", StorageError.Kind.full, "there is no room left"),
            (507, "XMinioStorageFull", "x", .full, "there is no room left"),
            (403, "AccessDenied", "Access Denied because object protected by object lock.", .denied, "locked"),
            (400, "InvalidStorageClass", "x", .invalid, "does not have the storage class"),
            (
                400, "KMS.NotFoundException", "Invalid keyId 'k'", .denied,
                "the KMS key cannot be used: Invalid keyId 'k'"
            ),
            (400, "ExpiredToken", "x", .denied, "the session token of the key ID has expired"),
            (400, "InvalidToken", "x", .denied, "the session token does not belong to the key ID"),
            (301, "PermanentRedirect", "x", .invalid, "does not lie in the region eu-central-1"),
            (500, "InternalError", "We &amp; you", .unavailable, "could not do PutObject: We & you"),
        ]
    )
    func told(status: Int, code: String, message: String, kind: StorageError.Kind, words: String) async throws {
        let server = try ScriptedServer { _ in
            .init(status, "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>\(message)</Message></Error>")
        }
        defer { server.stop() }
        let error = try await putting(to: server.url)
        #expect(error.kind == kind && error.problem.contains(words), "\(error)")
        #expect(error.code == code && error.problem.contains(code))
        #expect(server.requests.count == (status == 500 || status == 507 && code.isEmpty ? 7 : 1))
    }

    @Test func `what is no S3 service is told as that`() async throws {
        let server = try ScriptedServer { _ in .init(405, "<html>Not here</html>") }
        defer { server.stop() }
        let error = try await putting(to: server.url)
        #expect(error.problem.hasPrefix("\(server.url) does not answer PutObject as S3 does (405"))
    }

    @Test func `an endpoint that nobody listens at is told after a few tries`() async throws {
        let error = try await putting(to: "http://127.0.0.1:\(Loopback.freePort())")
        #expect(
            error.kind == .unavailable && error.problem.contains("could not connect to http://127.0.0.1:"),
            "\(error)"
        )
        #expect(error.hint?.contains("endpoint") == true)
    }

    @Test func `an answer with another checksum is no success`() async throws {
        let server = try ScriptedServer { _ in .init(200, "", headers: [("x-amz-checksum-sha256", "AAAA")]) }
        defer { server.stop() }
        #expect(try await putting(to: server.url).problem == "what the service has is not what was sent")
    }

    private func putting(to url: String) async throws -> StorageError {
        let client = StorageClient(
            place: StoragePlace(bucket: "b", region: "eu-central-1", endpoint: url),
            keys: StorageKeys(id: "ID", secret: "s3cret"),
            transfer: Transfer(),
            clock: .hurried()
        )
        do throws(StorageError) {
            try await client.put("a.wav", [1, 2, 3], options: ObjectOptions())
        } catch { return error }
        throw LoopbackFailure(text: "it was taken")
    }

    @Test(
        "where a bucket is looked for",
        arguments: [
            (nil, nil, "https://b.s3.eu-central-1.amazonaws.com/a%20b"),
            (nil, true, "https://s3.eu-central-1.amazonaws.com/b/a%20b"),
            ("https://minio.example.com:9000", nil, "https://minio.example.com:9000/b/a%20b"),
            ("https://minio.example.com:443", false, "https://b.minio.example.com/a%20b"),
            ("http://127.0.0.1:80", nil, "http://127.0.0.1/b/a%20b"),
            ("http://127.0.0.1:9000", false, "http://127.0.0.1:9000/b/a%20b"),
            ("https://[::1]:9000", false, "https://[::1]:9000/b/a%20b"),
        ] as [(String?, Bool?, String)]
    )
    func place(endpoint: String?, isPathStyle: Bool?, url: String) {
        let place = StoragePlace(bucket: "b", region: "eu-central-1", endpoint: endpoint, isPathStyle: isPathStyle)
        #expect(place.url("a b", query: []) == url)
    }
}
