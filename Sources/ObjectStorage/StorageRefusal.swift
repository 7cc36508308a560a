import Transfer

/// What an answer of an object store that is an error means, and the way out.
struct StorageRefusal: Sendable {
    private let place: StoragePlace
    private let keyID: String
    private let request: StorageRequest
    private let status: Int
    private let xml: StorageXML
    private let headers: HeaderFields
    /// The service's own word; an answer to HEAD has none.
    let code: String?

    /// More of what the service says is not shown.
    private static let longestMessage = 200

    init(_ response: TransferResponse, to request: StorageRequest, place: StoragePlace, keyID: String) {
        (self.place, self.keyID, self.request) = (place, keyID, request)
        (status, headers) = (response.status, response.headers)
        xml = StorageXML(response.body)
        code = xml["Code"] ?? headers["x-minio-error-code"]
    }

    /// Whether the same request may well succeed a little later.
    var isTransient: Bool {
        let codes = [
            "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted", "Throttling",
        ]
        if let code, codes.contains(code) { return true }
        // What came is not what was sent: on the way something broke.
        if code == "BadDigest" || code == "XAmzContentSHA256Mismatch" { return true }
        return [429, 500, 502, 503, 504].contains(status)
    }

    /// The error that it is for a person.
    var error: StorageError {
        let (kind, problem, hint) = words
        return StorageError(
            kind,
            request.subject(in: place),
            problem + trace,
            hint: hint,
            code: code,
            status: status,
            region: xml["Region"] ?? headers["x-amz-bucket-region"]
        )
    }

    /// By what the service's support finds the request.
    private var trace: String {
        let id = xml["RequestId"] ?? headers["x-amz-request-id"]
        let parts = ["\(status)", code, id.map { "request \($0)" }].compactMap(\.self)
        return " (\(parts.joined(separator: ", ")))"
    }

    private var message: String? {
        xml["Message"].map { text in
            String(text.map { $0.isNewline ? " " : $0 }.prefix(Self.longestMessage))
        }
    }

    private var words: (StorageError.Kind, String, String?) {
        switch code {
        case "NoSuchBucket": return missingBucket
        case "AccessDenied", "AllAccessDisabled", "Forbidden": return denied
        case "AccountProblem", "UnauthorizedAccess", "NotSignedUp":
            return (.denied, "the account behind the key \(keyID) may not use the service", "ask who runs the account")
        case "InvalidAccessKeyId":
            return (.denied, "the service does not know the key \(keyID)", "check the key id, and the endpoint")
        case "SignatureDoesNotMatch":
            return (
                .denied, "the secret is not that of the key \(keyID)",
                "store it anew with patchbay secret set, without blanks or line breaks around it"
            )
        case "ExpiredToken", "TokenRefreshRequired":
            return (.denied, "the session token of the key \(keyID) has expired", "get new keys and a new token")
        case "InvalidToken", "InvalidSecurity":
            return (.denied, "the session token does not belong to the key \(keyID)", "give both from one source")
        case "RequestTimeTooSkewed", "RequestExpired":
            let theirs = xml["ServerTime"].map { ": there it is \($0)" } ?? ""
            return (.unavailable, "this machine's clock is wrong\(theirs)", "set the clock; NTP keeps it right")
        case "PermanentRedirect", "TemporaryRedirect", "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "InvalidRegion":
            return wrongRegion
        case "QuotaExceeded", "XMinioStorageFull", "XMinioAdminBucketQuotaExceeded", "InsufficientCapacity":
            return (.full, "there is no room left", "make room, or have the quota raised")
        case "ObjectLocked", "InvalidRetentionPeriod", "ObjectLockConfigurationNotFoundError":
            return locked
        case "InvalidStorageClass":
            return (.invalid, "the service does not have the storage class", "name another one, or none")
        case let code? where code.hasPrefix("KMS."):
            return (.denied, "the KMS key cannot be used: \(message ?? code)", "check the key's id, region and policy")
        default: break
        }
        switch status {
        case 301, 307, 308: return wrongRegion
        case 403: return denied
        case 404 where request.key == nil: return missingBucket
        case 507: return (.full, "there is no room left", "make room, or have the quota raised")
        default: return other
        }
    }

    private var missingBucket: (StorageError.Kind, String, String?) {
        (
            .notFound, "there is no bucket \(place.bucket) at \(place.endpoint)",
            "check its name and the endpoint; Patchbay makes no buckets"
        )
    }

    private var denied: (StorageError.Kind, String, String?) {
        // The one sign of a lock that AWS gives is in its words.
        if let message, message.lowercased().contains("lock") { return locked }
        return (
            .denied, "the key \(keyID) has no right to \(request.operation)",
            "is the bucket yours? the key needs s3:PutObject, s3:GetObject and s3:AbortMultipartUpload on "
                + "arn:aws:s3:::\(place.bucket)/*"
        )
    }

    private var locked: (StorageError.Kind, String, String?) {
        (
            .denied, "the object there is locked and cannot be replaced",
            "give another name or prefix, or wait until its retention ends"
        )
    }

    private var wrongRegion: (StorageError.Kind, String, String?) {
        let theirs = xml["Region"] ?? headers["x-amz-bucket-region"]
        let hint = theirs.map { "give the region \($0)" } ?? "give the region that the bucket lies in"
        return (.invalid, "the bucket does not lie in the region \(place.region)", hint)
    }

    private var other: (StorageError.Kind, String, String?) {
        if code == nil, status < 500 {
            return (
                .unavailable, "\(place.endpoint) does not answer \(request.operation) as S3 does",
                "check the endpoint: a console or another service may stand there"
            )
        }
        let words = message.map { ": \($0)" } ?? ""
        return (.unavailable, "the service could not do \(request.operation)\(words)", nil)
    }
}
