/// How an object is to be kept.
package struct ObjectOptions: Sendable, Equatable {
    package var contentType: String
    /// Such as `STANDARD_IA`; nil leaves it to the bucket.
    package var storageClass: String?
    /// The id or address of a key by which the service encrypts it; nil leaves it to the bucket.
    package var kmsKey: String?

    package init(
        contentType: String = "application/octet-stream",
        storageClass: String? = nil,
        kmsKey: String? = nil
    ) {
        self.contentType = contentType
        self.storageClass = storageClass
        self.kmsKey = kmsKey
    }

    /// The headers with which an object, or an upload in parts, begins.
    var headers: [(name: String, value: String)] {
        var headers = [(name: "Content-Type", value: contentType)]
        if let storageClass { headers.append((name: "x-amz-storage-class", value: storageClass)) }
        if let kmsKey {
            headers.append((name: "x-amz-server-side-encryption", value: "aws:kms"))
            headers.append((name: "x-amz-server-side-encryption-aws-kms-key-id", value: kmsKey))
        }
        return headers
    }
}

/// What lies in a bucket under a key.
package struct StoredObject: Sendable, Equatable {
    package var bytes: Int64
    /// SHA-256 of all of it in hexadecimal digits; nil where the service keeps hashes of its parts alone.
    package var sha256: String?
    /// The hash of the hashes of its parts, as the service tells it; nil for what came whole.
    var partsHash: String?

    package init(bytes: Int64, sha256: String?) {
        self.bytes = bytes
        self.sha256 = sha256
    }
}
