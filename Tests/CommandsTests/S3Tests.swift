import JSON
import TestSupport
import Testing

extension CommandSuite {
    @Suite("Buckets, as scripts use them")
    struct S3Tests {
        /// A place whose secret `bucket-secret` is that of the server's exporter.
        private func place(_ server: S3Server, secret: String? = nil) async throws -> Place {
            let place = try Place()
            try place.folder.write("work/value", (secret ?? server.exporter.secret) + "\n")
            let set = try await place.patchbay("secret set bucket-secret --from value")
            #expect(set.exitCode == 0, "\(set.errors)")
            try place.folder.write("work/value", "")
            return place
        }

        /// How objects of the server are called: of a service that is not AWS its host belongs to the name.
        private func address(_ server: S3Server) -> String {
            "s3://recordings@\(server.endpoint.dropFirst("http://".count))/"
        }

        /// Runs a script that has `bucket` and `args.file`.
        private func run(
            _ server: S3Server,
            _ place: Place,
            _ source: String,
            _ options: String = "",
            bucket: String = "",
            arguments: String = "",
            allows: Bool = true
        ) async throws -> ProgramRun.Outcome {
            try place.script(
                "s.lua",
                """
                local s3, run, recordings, http = require "s3", require "run", require "recordings", require "http"
                local args = run.args { { "--secret", "secret" }, { "--file", "file" } }
                local fields = { bucket = "\(server.bucket)", endpoint = "\(server.endpoint)", region = "\(server.region)",
                    key_id = "\(server.exporter.id)", secret = args.secret, prefix = "calls" }
                \(bucket)
                local bucket = s3.bucket(fields)
                \(source)
                """
            )
            let host = server.endpoint.dropFirst("http://".count)
            return try await place.patchbay(
                "run --simulator --users 3 --tasks 8 --recording-seconds 1 \(allows ? "--allow-net \(host)" : "") \(options) s.lua"
                    + " --secret bucket-secret \(arguments)"
            )
        }

        private static let exportAll = """
            for capture in recordings.captures(recordings.tasks { from = run.started - 8 * 86400000 }) do
                local saved = recordings.export(capture, recordings.name(capture, "{capture_id}{extension}"),
                    { sinks = { bucket }, metadata = true })
                print(saved.downloaded, saved.sha256, saved.sinks[1].location)
            end
            """

        @Test("recordings go straight into a bucket, with their metadata and hashes, and nothing of the secret is seen")
        func export() async throws {
            let server = try await S3Server()
            let place = try await place(server)
            let outcome = try await run(server, place, Self.exportAll)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let lines = outcome.output.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
            #expect(!lines.isEmpty)
            let objects = try server.objects()
            for line in lines {
                let bucket = address(server)
                #expect(line[0] == "true" && line[2].hasPrefix(bucket + "calls/"))
                let object = try #require(objects[String(line[2].dropFirst(bucket.count))])
                #expect(object.sha256 == line[1] && object.metadata("sha256") == line[1])
                #expect(object.contentType == "audio/wav" && object.bytes > 1000)
            }
            #expect(objects.count == lines.count * 2 && objects.keys.contains { $0.hasSuffix(".json") })
            #expect(try server.unfinishedUploads().isEmpty)
            for text in [outcome.output, outcome.errors] + place.folder.files().map({ place.folder.text($0) ?? "" }) {
                #expect(!text.contains(server.exporter.secret))
            }
        }

        @Test(
            "a bucket that cannot be used is told before the first download, with the way out",
            arguments: [
                ("fields.bucket = 'not-there'", "there is no bucket not-there at"),
                ("fields.bucket = 'somebody-elses'", "is the bucket yours?"),
                ("fields.key_id = 'NOSUCHKEY'", "the service does not know the key NOSUCHKEY"),
                ("fields.region = 'us-east-1'", "give the region eu-central-1"),
            ]
        )
        func unusable(change: String, words: String) async throws {
            let server = try await S3Server()
            let place = try await place(server)
            let outcome = try await run(server, place, "recordings.check_sinks { bucket }", bucket: change)
            #expect(outcome.exitCode != 0 && outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.errors.contains("s3://") && !outcome.errors.contains(server.exporter.secret))
        }

        @Test("a wrong secret is told as that, and not shown")
        func wrongSecret() async throws {
            let server = try await S3Server()
            let place = try await place(server, secret: "not-the-right-secret-value")
            let outcome = try await run(server, place, "recordings.check_sinks { bucket }")
            #expect(outcome.errors.contains("the secret is not that of the key"), "\(outcome.errors)")
            #expect(!outcome.errors.contains("not-the-right-secret-value"))
        }

        @Test("a bucket at a host that was not allowed hears nothing")
        func refused() async throws {
            let server = try await S3Server()
            let outcome = try await run(server, place(server), "recordings.check_sinks { bucket }", allows: false)
            #expect(outcome.exitCode == 3 && outcome.errors.contains("--allow-net 127.0.0.1:"), "\(outcome.errors)")
            #expect(try server.count("CreateMultipartUpload") == 0)
        }

        @Test(
            "a description that is wrong is refused with its field",
            arguments: [
                ("fields.secret = 'plain'", "secret must be the handle of a stored secret"),
                ("fields.bucket = 'No_Name'", "is no name of a bucket"),
                ("fields.endpoint = 'http://example.com'", "plain http is for this machine itself alone"),
                ("fields.endpoint = fields.endpoint .. '/path'", "has a path"),
                ("fields.acces_key = 'x'", "acces_key"),
                ("fields.prefix = '../z'", "has an empty part, '.' or '..'"),
            ]
        )
        func description(change: String, words: String) async throws {
            let server = try await S3Server()
            let outcome = try await run(server, place(server), "recordings.check_sinks { bucket }", bucket: change)
            #expect(outcome.exitCode != 0 && outcome.errors.contains(words), "\(outcome.errors)")
        }

        @Test(
            "a bucket of the same name at another service lacks what this one has; a slash behind the prefix is no other place"
        )
        func anotherService() async throws {
            let server = try await S3Server()
            let other = try await S3Server()
            let place = try await place(server)
            let first = try await run(server, place, Self.exportAll, "--seed 7")
            #expect(first.exitCode == 0, "\(first.errors)")
            let again = try await run(server, place, Self.exportAll, "--seed 7", bucket: "fields.prefix = 'calls/'")
            #expect(again.exitCode == 0 && !again.output.contains("true"), "\(again.output)\(again.errors)")
            _ = try await place.patchbay("secret remove bucket-secret")
            try place.folder.write("work/value", other.exporter.secret + "\n")
            _ = try await place.patchbay("secret set bucket-secret --from value")
            let elsewhere = try await run(other, place, Self.exportAll, "--seed 7")
            #expect(elsewhere.exitCode == 0 && !elsewhere.output.contains("false"), "\(elsewhere.errors)")
            #expect(try other.objects().count == server.objects().count && !other.objects().isEmpty)
        }

        private static let putAndLook = """
            local put = s3.put(bucket, "reports/a b.csv", args.file)
            local found = s3.head(bucket, "reports/a b.csv")
            print(put.location, found and found.bytes, found and found.sha256 == put.sha256, s3.head(bucket, "none"))
            """

        @Test("a file is put under a key and found there, and in a plan it is held back")
        func objects() async throws {
            let server = try await S3Server()
            let place = try await place(server)
            try place.folder.write("work/report.csv", String(repeating: "0123456789", count: 100_000))
            let planned = try await run(server, place, Self.putAndLook, "--plan", arguments: "--file report.csv")
            #expect(planned.exitCode == 0, "\(planned.errors)")
            #expect(try server.objects().isEmpty)
            let outcome = try await run(server, place, Self.putAndLook, arguments: "--file report.csv")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output == "\(address(server))calls/reports/a b.csv\t1000000\ttrue\tnil\n")
            #expect(try server.objects()["calls/reports/a b.csv"]?.bytes == 1_000_000)
            #expect(try server.objects()["calls/reports/a b.csv"]?.contentType == "text/csv")
        }

        @Test("http.put sends a file as it is")
        func httpFile() async throws {
            let server = try await S3Server()
            let other = try ScriptedServer { request in .init(200, "\(request.body.count)") }
            defer { other.stop() }
            let place = try await place(server)
            try place.folder.write("work/call.wav", String(repeating: "sound", count: 200_000))
            let host = other.url.dropFirst("http://".count)
            try place.script(
                "h.lua",
                """
                local http, run = require "http", require "run"
                local args = run.args { { "file", "file", required = true } }
                print(http.put("\(other.url)/vault", { file = args.file }).body)
                print(pcall(http.put, "\(other.url)/vault", { file = args.file, body = "x" }))
                """
            )
            let outcome = try await place.patchbay(
                "run --simulator --users 3 --tasks 1 --allow-net \(host) h.lua call.wav"
            )
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(outcome.output.hasPrefix("1000000\nfalse\t"))
            #expect(outcome.output.contains("takes a file or a body, not both"))
            let request = try #require(other.requests.first)
            #expect(request.method == "PUT" && request.headers["content-type"] == "audio/wav")
            #expect(request.body.count == 1_000_000)
        }
    }
}
