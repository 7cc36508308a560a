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
    ///   - isPathStyle: nil chooses what the endpoint most likely understands: AWS takes names of hosts, others paths.
    package init(bucket: String, region: String, endpoint: String? = nil, isPathStyle: Bool? = nil) {
        self.bucket = bucket
        self.region = region
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        self.endpoint = Self.withoutUsualPort(endpoint ?? "https://s3.\(region).\(domain)")
        // A certificate for all buckets covers no dots in their names.
        self.isPathStyle = isPathStyle ?? (endpoint != nil && !Self.isAWS(self.endpoint) || bucket.contains("."))
    }

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
        let scheme = endpoint.hasPrefix("http://") ? "http" : "https"
        let text = RequestSignature.query(query)
        return "\(scheme)://\(host)\(path(key))" + (text.isEmpty ? "" : "?" + text)
    }

    private static func isAWS(_ endpoint: String) -> Bool {
        let host = authority(endpoint).prefix { $0 != ":" }
        return host.hasSuffix(".amazonaws.com") || host.hasSuffix(".amazonaws.com.cn")
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
