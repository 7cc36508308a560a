import Glibc
import TestSupport
import Testing

@testable import Transfer

/// Encryption, against OpenSSL's own server with a certificate that nobody has signed.
@Suite struct TLSTests {
    private let folder: TemporaryFolder
    private let server: ProgramRun
    private let url: String

    init() async throws {
        folder = try TemporaryFolder()
        let made = try await Self.openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out certificate.pem "
                + "-days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1",
            in: folder
        ).outcome()
        try #require(made.exitCode == 0, "openssl made no certificate: \(made.errors)")
        server = try await Self.openssl(
            "s_server -accept 127.0.0.1:0 -key key.pem -cert certificate.pem -www",
            in: folder
        )
        try #require(await server.hasWritten("ACCEPT 127.0.0.1:"))
        let port = server.outputSoFar.split(separator: "ACCEPT 127.0.0.1:").last?.prefix { $0.isNumber }
        url = "https://127.0.0.1:\(try #require(port))/"
    }

    private static func openssl(_ arguments: String, in folder: TemporaryFolder) async throws -> ProgramRun {
        try ProgramRun("/usr/bin/openssl", arguments.split(separator: " ").map(String.init), folder: folder.path)
    }

    @Test func `a certificate that no authority has signed is refused, and the way out named`() async throws {
        defer { server.send(SIGKILL) }
        let transfer = Transfer()
        defer { transfer.shutdown() }
        let error = await #expect(throws: TransferError.self) {
            try await transfer.perform(TransferRequest(method: "GET", url: url))
        }
        guard case .tls = error?.kind else {
            Issue.record("expected an error of TLS, not \(String(describing: error))")
            return
        }
        #expect(error?.requestWasSent == false)
        #expect(error?.hint != nil)
    }

    @Test func `a CA file makes its authority trusted`() async throws {
        defer { server.send(SIGKILL) }
        let transfer = Transfer(settings: TransferSettings(caFile: folder.path("certificate.pem")))
        defer { transfer.shutdown() }
        let response = try await transfer.perform(TransferRequest(method: "GET", url: url))
        #expect(response.status == 200)
    }
}
