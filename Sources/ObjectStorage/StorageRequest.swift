/// A request to an object store, before it is signed.
struct StorageRequest: Sendable {
    /// What the service's documents call it, such as `UploadPart`.
    var operation: String
    var method: String
    /// Nil for what concerns the bucket.
    var key: String?
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8] = []

    /// Whether an object is seen when it was done, which was not before.
    var makesObject: Bool { operation == "PutObject" || operation == "CompleteMultipartUpload" }

    /// What errors name.
    func subject(in place: StoragePlace) -> String {
        "s3://\(place.bucket)" + (key.map { "/" + $0 } ?? "")
    }
}
