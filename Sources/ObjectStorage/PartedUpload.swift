import Crypto
import Transfer

/// A part of an object that the service has.
struct UploadedPart: Sendable {
    var number: Int
    var tag: String
    var hash: [UInt8]
}

extension StorageClient {
    /// Begins an upload in parts, and gives its id.
    func beginUpload(_ key: String, _ options: ObjectOptions) async throws(StorageError) -> String {
        let response = try await send(
            StorageRequest(
                operation: "CreateMultipartUpload",
                method: "POST",
                key: key,
                query: [("uploads", "")],
                headers: options.headers + [(name: "x-amz-checksum-algorithm", value: "SHA256")]
            )
        )
        guard let id = StorageXML(response.body)["UploadId"], !id.isEmpty else { throw notS3(key) }
        return id
    }

    /// Gives up uploads of a key that somebody has begun and never ended; each of their parts costs money.
    ///
    /// Keys without the right to see them leave them as they are.
    func abortLeftOvers(of key: String) async throws(StorageError) {
        let request = StorageRequest(
            operation: "ListMultipartUploads",
            method: "GET",
            query: [("uploads", ""), ("prefix", key)]
        )
        let response: TransferResponse
        do throws(StorageError) { response = try await send(request) } catch {
            guard error.kind == .denied else { throw error }
            return
        }
        for upload in StorageXML(response.body).all("Upload") where upload["Key"] == key {
            if let id = upload["UploadId"] { try await abortUpload(key, id) }
        }
    }

    func abortUpload(_ key: String, _ id: String) async throws(StorageError) {
        let request = StorageRequest(
            operation: "AbortMultipartUpload",
            method: "DELETE",
            key: key,
            query: [("uploadId", id)]
        )
        // One that is not there any more is what was wanted.
        _ = try await send(request, expecting: [404])
    }

    func sendPart(_ key: String, _ id: String, number: Int, _ bytes: [UInt8]) async throws(StorageError) -> UploadedPart
    {
        let response = try await send(
            StorageRequest(
                operation: "UploadPart",
                method: "PUT",
                key: key,
                query: [("partNumber", String(number)), ("uploadId", id)],
                headers: [(name: StorageChecksum.wish, value: "SHA256")],
                body: bytes
            )
        )
        let hash = Array(SHA256.hash(data: bytes))
        if let theirs = response.headers[StorageChecksum.header], theirs != StorageText.base64(hash) {
            throw damaged(key)
        }
        guard let tag = response.headers["etag"] else { throw notS3(key) }
        return UploadedPart(number: number, tag: tag, hash: hash)
    }

    /// Makes one object of the parts.
    func completeUpload(
        _ key: String,
        _ id: String,
        _ parts: [UploadedPart],
        bytes: Int64
    ) async throws(StorageError) {
        let entries = parts.map { part in
            "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(StorageXML.escaped(part.tag))</ETag>"
                + "<ChecksumSHA256>\(StorageText.base64(part.hash))</ChecksumSHA256></Part>"
        }
        let document =
            #"<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"# + entries.joined()
            + "</CompleteMultipartUpload>"
        let request = StorageRequest(
            operation: "CompleteMultipartUpload",
            method: "POST",
            key: key,
            query: [("uploadId", id)],
            headers: [(name: "Content-Type", value: "application/xml")],
            body: Array(document.utf8)
        )
        let ours = Self.hash(of: parts)
        do throws(StorageError) {
            let response = try await send(request)
            guard let theirs = StorageXML(response.body)["ChecksumSHA256"] else { return }
            // Some say how many parts there are behind it, some do not.
            guard theirs == ours || theirs == "\(ours)-\(parts.count)" else { throw damaged(key).afterLostAnswer() }
        } catch {
            // A try before may have completed it, and its answer was lost. What lies there is ours only when its parts are:
            // an older object of the same length is none.
            guard error.code == "NoSuchUpload", error.mayHaveHappened, let found = try await head(key),
                found.bytes == bytes, found.partsHash == ours || found.partsHash == "\(ours)-\(parts.count)"
            else { throw error }
        }
    }

    /// The hash of the hashes of the parts, which the service computes too.
    private static func hash(of parts: [UploadedPart]) -> String {
        StorageText.base64(Array(SHA256.hash(data: parts.flatMap(\.hash))))
    }

    private func notS3(_ key: String) -> StorageError {
        StorageError(
            .unavailable,
            "s3://\(place.bucket)/\(key)",
            "\(place.endpoint) does not answer as S3 does",
            hint: "check the endpoint: a console or another service may stand there"
        )
    }
}
