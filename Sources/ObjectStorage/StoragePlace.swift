/// A bucket and how it is reached.
package struct StoragePlace: Sendable, Equatable {
    package var bucket: String
    package var region: String
    /// `https://host` or `https://host:port`, without a path.
    package var endpoint: String
    /// Whether the bucket stands in the path; else it is part of the host's name.
    package var isPathStyle: Bool

    /// - Parameters:
    ///   - bucket: its name.
    ///   - region: where it lies, as signatures say it.
    ///   - endpoint: `scheme://host[:port]` of the service; nil for AWS itself.
    ///   - isPathStyle: nil chooses what the endpoint most likely understands: AWS takes names of hosts, others paths. An
    ///     endpoint that is a number, not a name, takes paths whatever is said: nothing can stand before it.
    package init(bucket: String, region: String, endpoint: String? = nil, isPathStyle: Bool? = nil) {
        self.bucket = bucket
        self.region = region
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        self.endpoint = Self.withoutUsualPort(endpoint ?? "https://s3.\(region).\(domain)")
        // A certificate for all buckets covers no dots in their names.
        let usual = !Self.isAWS(self.endpoint) || bucket.contains(".")
        self.isPathStyle = Self.isNumber(self.endpoint) || (isPathStyle ?? usual)
    }

    /// Whether the service is another one than AWS.
    package var isElsewhere: Bool { !Self.isAWS(endpoint) }

    /// `s3://bucket`, or `s3://bucket@host` where that is not AWS's: another service may have a bucket of the same name.
    package var address: String {
        "s3://\(bucket)" + (isElsewhere ? "@\(Self.authority(endpoint))" : "")
    }

    /// Scheme and host of requests.
    var origin: String { (endpoint.hasPrefix("http://") ? "http://" : "https://") + host }

    /// `host[:port]` as requests name it.
    package var host: String {
        let host = Self.authority(endpoint)
        return isPathStyle ? host : "\(bucket).\(host)"
    }

    /// The path of an object, or of the bucket, percent-encoded.
    func path(_ key: String?) -> String {
        let base = isPathStyle ? "/" + StorageText.encoded(bucket) : ""
        guard let key else { return base.isEmpty ? "/" : base }
        return base + "/" + StorageText.encoded(key, keepingSlash: true)
    }

    /// The whole address of a request.
    func url(_ key: String?, query: [(name: String, value: String)]) -> String {
        let text = RequestSignature.query(query)
        return "\(origin)\(path(key))" + (text.isEmpty ? "" : "?" + text)
    }

    private static func isAWS(_ endpoint: String) -> Bool {
        let host = authority(endpoint).prefix { $0 != ":" }
        return host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn")
    }

    /// Whether an endpoint is an IP address.
    private static func isNumber(_ endpoint: String) -> Bool {
        let authority = authority(endpoint)
        let host = authority.prefix { $0 != ":" }
        return authority.hasPrefix("[") || !host.isEmpty && host.allSatisfy { $0 == "." || $0.isASCII && $0.isNumber }
    }

    private static func authority(_ endpoint: String) -> String {
        String(endpoint.dropFirst(endpoint.hasPrefix("http://") ? 7 : 8))
    }

    /// libcurl leaves the usual port out of what it says to the service, and that is what is signed.
    private static func withoutUsualPort(_ endpoint: String) -> String {
        for (scheme, port) in [("http://", ":80"), ("https://", ":443")]
        where endpoint.hasPrefix(scheme) && endpoint.hasSuffix(port) { return String(endpoint.dropLast(port.count)) }
        return endpoint
    }
}
