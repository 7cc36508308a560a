import Glibc
import JSON

/// The S3 server of `scripts/s3-server` as a process of its own, which ends with the test.
///
/// It has a bucket that `exporter` may do everything with and `reader` may only read, and one that neither may touch.
/// Signatures, permissions, hashes, dates and regions are verified as the real service does.
package final class S3Server: Sendable {
    /// A key of a user of the server.
    package struct Keys: Sendable {
        package var id: String
        package var secret: String

        package init(id: String, secret: String) {
            self.id = id
            self.secret = secret
        }
    }

    /// What lies in a bucket under one name.
    package struct Object: Sendable {
        package var bytes: Int64
        package var sha256: String
        private let facts: JSONValue

        init(_ facts: JSONValue) {
            self.facts = facts
            bytes = facts["bytes"]?.integer ?? -1
            sha256 = facts["sha256"]?.string ?? ""
        }

        /// Its media type.
        package var contentType: String? { facts["metadata"]?["content-type"]?.string }

        /// `storage_class`, `encryption` or `kms_key`.
        package func fact(_ name: String) -> String? { facts[name]?.string }

        /// What was said of it under `x-amz-meta-NAME`.
        package func metadata(_ name: String) -> String? { facts["metadata"]?["x-amz-meta-" + name]?.string }
    }

    /// `http://127.0.0.1:PORT`.
    package let endpoint: String
    package let region: String
    package let bucket: String
    /// A bucket that none of the keys has a right to.
    package let theirBucket: String
    /// A bucket whose objects are locked.
    package let lockedBucket: String
    /// A user with all rights to `bucket`, and to one called `not-there` that is not there.
    package let exporter: Keys
    /// A user who may not write.
    package let reader: Keys
    private let run: ProgramRun
    private let port: UInt16

    /// Starts one on a free port.
    ///
    /// - Throws: `LoopbackFailure` where it does not start; `scripts/setup test` fetches what it needs.
    package init() async throws {
        let program = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/scripts/s3-server"
        run = try ProgramRun(program, environment: ["PATH": "/usr/bin:/bin"], allowed: 1800)
        guard await run.hasWritten("}\n"), let ready = try? JSONValue(parsing: Array(run.outputSoFar.utf8)) else {
            run.send(SIGKILL)
            throw LoopbackFailure(text: "the S3 server did not start: \(await run.outcome().errors)")
        }
        func text(_ name: String) -> String { ready[name]?.string ?? "" }
        func keys(_ name: String) -> Keys {
            Keys(id: ready[name]?["key_id"]?.string ?? "", secret: ready[name]?["secret"]?.string ?? "")
        }
        (endpoint, region, bucket) = (text("endpoint"), text("region"), text("bucket"))
        (theirBucket, lockedBucket) = (text("their_bucket"), text("locked_bucket"))
        (exporter, reader) = (keys("exporter"), keys("reader"))
        port = endpoint.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
    }

    deinit { run.send(SIGKILL) }

    /// What lies in a bucket, by its keys.
    package func objects(in bucket: String? = nil) throws -> [String: Object] {
        var objects: [String: Object] = [:]
        for entry in try ask("GET", "objects?bucket=\(bucket ?? self.bucket)").object ?? [:] {
            objects[entry.key] = Object(entry.value)
        }
        return objects
    }

    /// The keys of uploads in parts that were begun and neither completed nor given up.
    package func unfinishedUploads() throws -> [String] {
        try ask("GET", "uploads?bucket=\(bucket)").array?.compactMap { $0["key"]?.string } ?? []
    }

    /// Leaves an upload in parts behind, as a program does that is killed.
    package func beginUpload(_ key: String) throws { _ = try ask("POST", "begin?bucket=\(bucket)&key=\(key)") }

    /// How many requests of an operation came, such as `UploadPart`.
    package func count(_ operation: String) throws -> Int {
        Int(try ask("GET", "stats")["requests"]?[operation]?.integer ?? 0)
    }

    /// Has the next so many requests of an operation fail with an error of the service's.
    package func fail(_ operation: String, _ status: Int, _ code: String, times: Int = 1) throws {
        let fault: JSONValue = [
            "operation": .string(operation), "status": .integer(Int64(status)), "code": .string(code),
            "times": .integer(Int64(times)),
        ]
        _ = try ask("POST", "fault", sending: String(decoding: fault.encoded(), as: UTF8.self))
    }

    /// Has requests of an operation wait, whose bytes have come, until `release`.
    package func hold(_ operation: String) throws { _ = try ask("POST", "hold?operation=\(operation)") }

    /// Lets those go on that were held.
    package func release() throws { _ = try ask("POST", "release") }

    /// Returns when so many requests of an operation have come in all.
    package func awaitRequests(_ operation: String, _ count: Int) throws {
        _ = try ask("GET", "await?operation=\(operation)&count=\(count)")
    }

    private func ask(_ method: String, _ what: String, sending text: String = "") throws -> JSONValue {
        try JSONValue(parsing: Loopback.body(of: method, "/_control/" + what, sending: text, port: port))
    }
}
