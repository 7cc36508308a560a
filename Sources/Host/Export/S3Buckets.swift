import JSON
import ObjectStorage
import Transfer
import Webex

/// Makes sinks of buckets as scripts describe them: `s3.bucket{ … }`.
///
/// Nothing of a description is trusted: the host must be granted, the secret must be a handle that was, and only https
/// leaves this machine. Safe to use from any task.
package final class S3Buckets: Sendable {
    private let transfer: Transfer
    private let hosts: [HostGrant]
    private let plugin: String?
    private let secrets: GrantedSecrets
    private let redaction: Redaction
    private let clock: WallClock

    private static let fields: Set<String> = [
        "bucket", "prefix", "endpoint", "region", "key_id", "secret", "token", "storage_class", "kms_key", "path_style",
    ]

    /// - Parameters:
    ///   - transfer: with the profile's proxy and authorities; buckets are the slowest of what it talks to.
    ///   - hosts: those that the run may talk to.
    ///   - plugin: the plugin that they were granted; nil for a script.
    ///   - secrets: those that a person gave the run.
    ///   - redaction: learns secret and token.
    ///   - clock: by which requests are signed.
    init(
        transfer: Transfer,
        hosts: [HostGrant],
        plugin: String?,
        secrets: GrantedSecrets,
        redaction: Redaction,
        clock: WallClock
    ) {
        self.plugin = plugin
        self.transfer = transfer
        self.hosts = hosts
        self.secrets = secrets
        self.redaction = redaction
        self.clock = clock
    }

    /// The sink that a description stands for.
    ///
    /// - Parameter value: what `s3.bucket` has made, secrets as their handles.
    /// - Returns: the sink; nothing is asked of the service yet.
    /// - Throws: `HostError` that names the field, its value and the way out.
    package func sink(_ value: JSONValue) throws(HostError) -> S3Sink {
        let prefix = try text(value, "prefix") ?? ""
        return try S3Sink(
            client: try client(value),
            prefix: prefix,
            storageClass: try text(value, "storage_class"),
            kmsKey: try text(value, "kms_key")
        )
    }

    /// The way to the bucket of a description.
    func client(_ value: JSONValue) throws(HostError) -> StorageClient {
        guard let fields = value.object else {
            throw HostError(
                .invalid,
                "s3.bucket",
                "takes a table",
                hint: "s3.bucket{ bucket = …, key_id = …, secret = … }"
            )
        }
        if let unknown = fields.keys.first(where: { !Self.fields.contains($0) }) {
            throw HostError(
                .invalid,
                "s3.bucket",
                "has no field \(unknown)",
                hint: "its fields: \(Self.fields.sorted().joined(separator: ", "))"
            )
        }
        let bucket = try required(value, "bucket")
        try checkName(bucket)
        var address: OutsideAddress?
        if let endpoint = try text(value, "endpoint") { address = try Self.endpoint(endpoint) }
        // Services that are no AWS have no regions, and sign with the name of AWS's first.
        let usual = address == nil ? nil : "us-east-1"
        guard let region = try text(value, "region") ?? usual else { throw Self.missing("region") }
        try checkPlain(region, "region")
        let keyID = try required(value, "key_id")
        try checkPlain(keyID, "key_id")
        let place = StoragePlace(
            bucket: bucket,
            region: region,
            endpoint: address?.origin,
            isPathStyle: value["path_style"]?.bool
        )
        try permit(address, place)
        guard let secret = try self.secret(value, "secret") else { throw Self.missing("secret") }
        let keys = StorageKeys(
            id: keyID,
            secret: secret,
            sessionToken: try self.secret(value, "token")
        )
        redaction.add(keys.secret)
        if let token = keys.sessionToken { redaction.add(token) }
        let clock = StorageClock(now: clock.now, sleep: clock.sleep)
        return StorageClient(place: place, keys: keys, transfer: transfer, clock: clock)
    }

    /// An endpoint without a path: what stands there would be part of what is signed.
    private static func endpoint(_ text: String) throws(HostError) -> OutsideAddress {
        let address = try OutsideAddress(text)
        guard address.url == address.origin + "/" else {
            throw HostError(
                .invalid,
                "endpoint",
                "'\(text)' has a path",
                hint: "write the address of the service alone, such as https://minio.example.com:9000"
            )
        }
        return address
    }

    /// The host must be granted as for `http`; of AWS the region's own host stands for all of its buckets.
    private func permit(_ address: OutsideAddress?, _ place: StoragePlace) throws(HostError) {
        guard let asked = HostPlace(place.host) else {
            throw HostError(
                .invalid,
                "bucket",
                "'\(place.bucket)' cannot be part of a host's name",
                hint: "path_style = true"
            )
        }
        let service = HostPlace(String(place.endpoint.drop { $0 != "/" }.dropFirst(2))) ?? asked
        let port = address?.port ?? asked.port ?? 443
        let isGranted = hosts.contains { grant in
            grant.covers(host: asked.host, port: port) || grant.covers(host: service.host, port: port)
        }
        guard !isGranted else { return }
        let name = service.host + (service.port.map { ":\($0)" } ?? "")
        if let plugin {
            throw HostError(
                .denied,
                name,
                "plugin \(plugin) was not granted to talk to that host",
                hint: "its manifest asks for hosts as permissions = { net = { … } }"
            )
        }
        throw HostError(.denied, name, "this run may not talk to that host", hint: "permit it with --allow-net \(name)")
    }

    /// What AWS and all others take as a name; anything else would make another address of it.
    private func checkName(_ bucket: String) throws(HostError) {
        let isPlain = bucket.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
        guard isPlain, (3...63).contains(bucket.utf8.count), bucket.first != ".", bucket.first != "-" else {
            throw HostError(
                .invalid,
                "bucket",
                "'\(bucket)' is no name of a bucket",
                hint: "3 to 63 lower-case letters, digits, dots and dashes"
            )
        }
    }

    private func checkPlain(_ text: String, _ field: String) throws(HostError) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ",") })
        else { throw HostError(.invalid, field, "'\(text)' holds a letter that it may not hold") }
    }

    private func required(_ value: JSONValue, _ field: String) throws(HostError) -> String {
        guard let text = try text(value, field) else { throw Self.missing(field) }
        return text
    }

    private static func missing(_ field: String) -> HostError {
        HostError(.invalid, "s3.bucket", "needs the field \(field)")
    }

    private func text(_ value: JSONValue, _ field: String) throws(HostError) -> String? {
        guard let found = value[field], !found.isNull else { return nil }
        guard let text = found.string, !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f }) else {
            throw HostError(.invalid, "s3.bucket", "\(field) must be one line of text")
        }
        return text
    }

    /// A secret by its handle; as plain text it would stand in the script, in the journal and in recordings.
    private func secret(_ value: JSONValue, _ field: String) throws(HostError) -> String? {
        guard let found = value[field], !found.isNull else { return nil }
        guard found.array != nil, let text = try secrets.text(found, for: "s3.bucket") else {
            throw HostError(
                .invalid,
                "s3.bucket",
                "\(field) must be the handle of a stored secret, not text",
                hint: "declare an argument of type secret; store the value with patchbay secret set NAME"
            )
        }
        return text
    }
}
