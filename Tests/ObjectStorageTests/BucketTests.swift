import Crypto
import TestSupport
import Testing

@testable import ObjectStorage

/// Objects in a real S3 server, which verifies signatures, hashes and rights.
@Suite("Buckets") struct BucketTests {
    private static let mebibyte = 1 << 20

    private func hash(_ bytes: [UInt8]) -> String { StorageText.hexadecimal(SHA256.hash(data: bytes)) }

    @Test func `an object comes as it was sent, with its hash, type, class and key beside it`() async throws {
        let server = try await S3Server()
        let client = server.client()
        let bytes = content(100_000)
        let key = "2026-11-27/Käse & Co/a+b (1)~.wav"
        let options = ObjectOptions(contentType: "audio/wav", storageClass: "STANDARD_IA", kmsKey: "alias/recordings")
        try await client.put(key, bytes, options: options)
        let object = try #require(try server.objects()[key])
        #expect(object.bytes == 100_000 && object.sha256 == hash(bytes))
        #expect(object.metadata("sha256") == hash(bytes))
        #expect(object.fact("storage_class") == "STANDARD_IA")
        #expect(object.fact("encryption") == "aws:kms" && object.fact("kms_key") == "alias/recordings")
        #expect(object.contentType == "audio/wav")
        #expect(try await client.head(key) == StoredObject(bytes: 100_000, sha256: hash(bytes)))
        #expect(try await client.head("nothing") == nil)
    }

    @Test func `a short one is one request, and an empty one too`() async throws {
        let server = try await S3Server()
        let client = server.client()
        for (key, count) in [("empty", 0), ("short", 8 * Self.mebibyte)] {
            let bytes = content(count)
            let upload = ObjectUpload(key, to: client, options: ObjectOptions())
            if count > 0 { try await upload.write(bytes) }
            #expect(try await upload.finish().sha256 == hash(bytes))
            #expect(try server.objects()[key]?.sha256 == hash(bytes))
        }
        #expect(try server.count("PutObject") == 2 && server.count("CreateMultipartUpload") == 0)
    }

    @Test func `a long one goes in parts, and the hash of the parts is compared`() async throws {
        let server = try await S3Server()
        let client = server.client()
        let bytes = content(20 * Self.mebibyte + 17)
        let upload = ObjectUpload("long.wav", to: client, options: ObjectOptions(contentType: "audio/wav"))
        var rest = bytes[...]
        while !rest.isEmpty {
            try await upload.write(Array(rest.prefix(300_007)))
            rest = rest.dropFirst(300_007)
        }
        #expect(try server.objects().isEmpty)
        #expect(try await upload.finish().bytes == Int64(bytes.count))
        #expect(try server.objects()["long.wav"]?.sha256 == hash(bytes))
        #expect(try server.count("UploadPart") == 3 && server.unfinishedUploads().isEmpty)
        // Of parts the service has the hash of their hashes, which is not that of the whole.
        let told = try await client.head("long.wav")
        #expect(told?.bytes == Int64(bytes.count) && told?.sha256 == nil && told?.partsHash != nil)
        #expect(try await client.hash(of: "long.wav") == StoredObject(bytes: Int64(bytes.count), sha256: hash(bytes)))
    }

    @Test func `what is abandoned, or was left behind by another attempt, is not there and costs nothing`() async throws
    {
        let server = try await S3Server()
        let client = server.client()
        try server.beginUpload("a.wav")
        try server.beginUpload("a.wav.other")
        let upload = ObjectUpload("a.wav", to: client, options: ObjectOptions())
        try await upload.write(content(17 * Self.mebibyte))
        // The one that was left behind has made room for the new one.
        #expect(try server.unfinishedUploads().sorted() == ["a.wav", "a.wav.other"])
        await upload.abandon()
        #expect(try server.unfinishedUploads() == ["a.wav.other"])
        #expect(try server.objects().isEmpty)
    }

    @Test func `a part that the service is too busy for is sent again, and no other`() async throws {
        let server = try await S3Server()
        let waits = Counted()
        let client = server.client(clock: .hurried(waits))
        try server.fail("UploadPart", 503, "SlowDown", times: 2)
        try server.fail("CompleteMultipartUpload", 500, "InternalError")
        let bytes = content(18 * Self.mebibyte)
        let upload = ObjectUpload("busy.wav", to: client, options: ObjectOptions())
        try await upload.write(bytes)
        _ = try await upload.finish()
        #expect(try server.objects()["busy.wav"]?.sha256 == hash(bytes))
        #expect(try server.count("UploadPart") == 5 && server.count("CompleteMultipartUpload") == 2)
        #expect(waits.all.count == 3)
    }

    @Test func `what another has given up is no success, though an object of the same length lies there`() async throws
    {
        let server = try await S3Server()
        let client = server.client()
        try await client.put("x.wav", content(17 * Self.mebibyte), options: ObjectOptions())
        let upload = ObjectUpload("x.wav", to: client, options: ObjectOptions())
        try await upload.write(Array(content(17 * Self.mebibyte).reversed()))
        try await client.abortLeftOvers(of: "x.wav")
        await #expect(throws: StorageError.self) { _ = try await upload.finish() }
        await upload.abandon()
    }

    @Test func `an upload whose last answer was lost is whole when its parts are there`() async throws {
        let server = try await S3Server()
        let client = server.client()
        let id = try await client.beginUpload("lost.wav", ObjectOptions())
        let part = try await client.sendPart("lost.wav", id, number: 1, content(6 * Self.mebibyte))
        try await client.completeUpload("lost.wav", id, [part], bytes: Int64(6 * Self.mebibyte))
        // It is there no more; that alone is no proof.
        func completeAgain(_ part: UploadedPart, afterLoss: Bool) async throws {
            if afterLoss { try server.fail("CompleteMultipartUpload", 500, "InternalError") }
            try server.fail("CompleteMultipartUpload", 404, "NoSuchUpload")
            try await client.completeUpload("lost.wav", id, [part], bytes: Int64(6 * Self.mebibyte))
        }
        await #expect(throws: StorageError.self) { try await completeAgain(part, afterLoss: false) }
        try await completeAgain(part, afterLoss: true)
        let other = UploadedPart(number: 1, tag: part.tag, hash: Array(part.hash.reversed()))
        await #expect(throws: StorageError.self) { try await completeAgain(other, afterLoss: true) }
    }

    @Test func `while a part is on its way, no more than one further part is taken`() async throws {
        let server = try await S3Server()
        try server.hold("UploadPart")
        let upload = ObjectUpload("slow.wav", to: server.client(), options: ObjectOptions())
        let taken = Counted()
        let piece = content(Self.mebibyte)
        let writing = Task {
            for number in 1...32 {
                try await upload.write(piece)
                taken.add(number)
            }
            return try await upload.finish()
        }
        // The first part waits at the server, the second is full, and the byte after it has to wait.
        try server.awaitRequests("UploadPart", 1)
        while taken.all.count < 16 { await Task.yield() }
        #expect(taken.all.count == 16)
        #expect(try server.count("UploadPart") == 1)
        try server.release()
        #expect(try await writing.value.bytes == 32 << 20)
        #expect(try server.objects()["slow.wav"]?.bytes == 32 << 20)
    }

    @Test func `a bucket that is there and ours passes the check, of which nothing is left`() async throws {
        let server = try await S3Server()
        for bucket in [server.bucket, server.lockedBucket] {
            try await server.client(bucket: bucket).check(prefix: "a/", options: ObjectOptions())
        }
        #expect(try server.unfinishedUploads().isEmpty && server.objects().isEmpty)
    }
}
