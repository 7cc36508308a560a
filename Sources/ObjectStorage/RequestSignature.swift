import Crypto

/// A request to an object store, signed by version 4 of AWS's signatures.
///
/// Signed are method, path, query, all headers that are given and the hash of the body, for one region and day. Pure: the
/// instant is given to it.
struct RequestSignature: Sendable {
    /// What is signed.
    struct Subject: Sendable {
        var method: String
        /// Begins with a slash and is percent-encoded once, as it goes over the wire.
        var path: String
        /// Names and values, not yet encoded.
        var query: [(name: String, value: String)] = []
        /// `host:port` as the `Host` header says it.
        var host: String
        /// Further headers; the signature's own are added.
        var headers: [(name: String, value: String)] = []
        /// SHA-256 of the body in hexadecimal digits.
        var payloadHash: String
    }

    private let keys: StorageKeys
    private let region: String
    private let date: StorageDate
    private static let service = "s3"

    init(keys: StorageKeys, region: String, date: StorageDate) {
        self.keys = keys
        self.region = region
        self.date = date
    }

    /// The headers to send: those given, and those that sign them.
    ///
    /// `Host` is not among them: who sends the request writes it, as `subject.host` has it.
    func headers(_ subject: Subject) -> [(name: String, value: String)] {
        var headers = subject.headers
        headers.append((name: "X-Amz-Content-SHA256", value: subject.payloadHash))
        headers.append((name: "X-Amz-Date", value: date.text))
        if let token = keys.sessionToken { headers.append((name: "X-Amz-Security-Token", value: token)) }
        let signed = ([(name: "host", value: subject.host)] + headers)
            .map { (name: $0.name.lowercased(), value: Self.collapsed($0.value)) }.sorted { $0.name < $1.name }
        let names = signed.map(\.name).joined(separator: ";")
        let canonical = [
            subject.method, subject.path, Self.query(subject.query),
            signed.map { "\($0.name):\($0.value)\n" }.joined(), names, subject.payloadHash,
        ].joined(separator: "\n")
        let scope = "\(date.day)/\(region)/\(Self.service)/aws4_request"
        let text = ["AWS4-HMAC-SHA256", date.text, scope, Self.hash(canonical)].joined(separator: "\n")
        let signature = StorageText.hexadecimal(Self.code(of: text, key: signingKey))
        let authorization =
            "AWS4-HMAC-SHA256 Credential=\(keys.id)/\(scope), SignedHeaders=\(names), Signature=\(signature)"
        return headers + [(name: "Authorization", value: authorization)]
    }

    /// A query as it is signed and sent: encoded, in the order of its names.
    static func query(_ query: [(name: String, value: String)]) -> String {
        query.map { (StorageText.encoded($0.name), StorageText.encoded($0.value)) }
            .sorted { $0.0 == $1.0 ? $0.1 < $1.1 : $0.0 < $1.0 }
            .map { "\($0.0)=\($0.1)" }.joined(separator: "&")
    }

    /// Good for one day, one region and one service.
    private var signingKey: [UInt8] {
        [date.day, region, Self.service, "aws4_request"].reduce(Array("AWS4\(keys.secret)".utf8)) { key, part in
            Self.code(of: part, key: key)
        }
    }

    private static func code(of text: String, key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    private static func hash(_ text: String) -> String { StorageText.hexadecimal(SHA256.hash(data: Array(text.utf8))) }

    /// A value without blanks around it, and with one in place of several, as it is signed.
    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }
}
