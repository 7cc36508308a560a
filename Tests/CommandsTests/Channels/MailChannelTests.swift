import Glibc
import TestSupport
import Testing

extension CommandSuite {
    @Suite("E-mail") struct MailChannelTests {
        private static let route = "email: [ops@example.com, boss@example.com], from: patchbay@example.com"

        @Test func `a local program is given the message as sendmail is`() async throws {
            let bench = try ChannelBench("")
            let program = bench.place.folder.path("sendmail")
            try bench.place.folder.write(
                "sendmail",
                "#!/bin/sh\necho \"$@\" > \"$HOME/words\"\ncat > \"$HOME/message\"\n"
            )
            #expect(chmod(program, 0o755) == 0)
            try bench.configure("  mail: { \(Self.route), sendmail: \(program) }\n")
            let outcome = try await bench.test("mail")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(bench.place.folder.text("person/words") == "-t -i\n")
            let message = try #require(bench.place.folder.text("person/message"))
            #expect(
                message.hasPrefix(
                    "From: patchbay@example.com\nTo: ops@example.com,\n boss@example.com\nSubject: [test] channel mail works\n"
                )
            )
            #expect(message.contains("\nMessage-ID: <") && !message.contains("\r") && message.contains("\n\nSent by "))
        }

        @Test func `what the program says when it fails is told, and so is one that is not there`() async throws {
            let bench = try ChannelBench("")
            let program = bench.place.folder.path("sendmail")
            try bench.configure("  mail: { \(Self.route), sendmail: \(program) }\n")
            let missing = try await bench.test("mail")
            #expect(
                missing.exitCode == 1 && missing.errors.contains("\(program): cannot be started"),
                "\(missing.errors)"
            )
            try bench.place.folder.write("sendmail", "#!/bin/sh\necho 'queue is full' >&2\nexit 75\n")
            #expect(chmod(program, 0o755) == 0)
            let outcome = try await bench.test("mail")
            #expect(
                outcome.exitCode == 1 && outcome.errors.contains("did not take the message: queue is full"),
                "\(outcome.errors)"
            )
        }

        @Test func `a server of this machine is handed the message, signed in with the stored password`() async throws {
            let server = try await MailServerProcess("--user", "patchbay", "--password", "correct horse")
            let bench = try ChannelBench(
                "  mail: { \(Self.route), smtp: 'smtp://127.0.0.1:\(server.port)', user: patchbay, password_secret: mail }\n"
            )
            try await bench.secret("mail", "wrong horses")
            let refused = try await bench.test("mail")
            #expect(
                refused.exitCode == 1 && refused.errors.contains("does not accept the user or the password"),
                "\(refused.errors)"
            )
            #expect(!refused.errors.contains("wrong horses") && refused.errors.contains("patchbay secret set"))
            try await bench.secret("mail", "correct horse")
            let outcome = try await bench.test("mail")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            let taken = try server.taken()
            #expect(taken.count == 1 && taken.first?.user == "patchbay" && taken.first?.from == "patchbay@example.com")
            #expect(taken.first?.to == ["ops@example.com", "boss@example.com"])
            #expect(taken.first?.text.contains("\r\nSubject: [test] channel mail works\r\n") == true)
        }

        @Test func `a server that refuses a receiver is told with what it said`() async throws {
            let server = try await MailServerProcess("--refuse", "boss@example.com")
            let bench = try ChannelBench("  mail: { \(Self.route), smtp: 'smtp://127.0.0.1:\(server.port)' }\n")
            let outcome = try await bench.test("mail")
            #expect(outcome.exitCode == 1 && outcome.errors.contains("did not take the message"), "\(outcome.errors)")
            #expect(outcome.errors.contains("550"), "\(outcome.errors)")
            #expect(try server.taken().isEmpty)
        }

        /// A certificate for an address of this machine that is not the loopback one by name: `0.0.0.0` leads there too.
        private func certify(_ place: Place) async throws {
            let made = try await ProgramRun.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout",
                    "key.pem", "-out", "certificate.pem", "-days", "2", "-subj", "/CN=test", "-addext",
                    "subjectAltName=IP:0.0.0.0,IP:127.0.0.1",
                ],
                folder: place.work
            )
            try #require(made.exitCode == 0, "openssl made no certificate: \(made.errors)")
        }

        @Test func `another machine's server must turn to TLS, and its certificate must be trusted`() async throws {
            let bench = try ChannelBench("")
            try await certify(bench.place)
            let pair = ["--certificate", bench.place.work + "/certificate.pem", "--key", bench.place.work + "/key.pem"]
            let plain = try await MailServerProcess("--address", "0.0.0.0")
            let server = try await MailServerProcess("--address", "0.0.0.0", pair[0], pair[1], pair[2], pair[3])
            let wrapped = try await MailServerProcess("--tls", pair[0], pair[1], pair[2], pair[3])
            let authority = "ca_file: \(bench.place.work)/certificate.pem"
            try bench.configure(
                """
                  plain:   { \(Self.route), smtp: 'smtp://0.0.0.0:\(plain.port)', \(authority) }
                  strange: { \(Self.route), smtp: 'smtp://0.0.0.0:\(server.port)' }
                  starttls: { \(Self.route), smtp: 'smtp://0.0.0.0:\(server.port)', \(authority) }
                  tls:     { \(Self.route), smtp: 'smtps://127.0.0.1:\(wrapped.port)', \(authority) }
                """
            )
            for name in ["plain", "strange"] {
                let outcome = try await bench.test(name)
                #expect(
                    outcome.exitCode == 1 && outcome.errors.contains("no trusted TLS with smtp://0.0.0.0"),
                    "\(outcome.errors)"
                )
            }
            #expect(try plain.taken().isEmpty && server.taken().isEmpty)
            for name in ["starttls", "tls"] {
                let outcome = try await bench.test(name)
                #expect(outcome.exitCode == 0, "\(outcome.errors)")
            }
            #expect(try server.taken().map(\.usedTLS) == [true])
            #expect(try wrapped.taken().map(\.usedTLS) == [true])
        }
    }
}
