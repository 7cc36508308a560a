import Synchronization
import TestSupport
import Testing

@testable import Transfer

/// Forms, and answers without an end, over real sockets.
@Suite struct FormTests {
    private struct Unreadable: Error {}

    /// A part of so many bytes, which counts how much of it was wanted at once.
    private func part(_ length: Int, largest: LargestPiece = LargestPiece()) -> FormPart {
        FormPart(
            name: "audioFile",
            contentType: "audio/wav",
            fileName: "a \"b\".wav",
            content: .stream(length: Int64(length)) { offset, buffer in
                largest.note(buffer.count)
                let count = min(buffer.count, length - Int(offset))
                for place in 0..<count { buffer[place] = Self.byte(Int(offset) + place) }
                return count
            }
        )
    }

    private static func byte(_ place: Int) -> UInt8 { UInt8(truncatingIfNeeded: place &* 31) }

    private let info = FormPart(name: "info", contentType: "application/json", content: .bytes(Array(#"{"a":1}"#.utf8)))

    @Test(arguments: ["POST", "PUT", "PATCH"])
    func `a form goes out with its parts, and a long file piece by piece`(method: String) async throws {
        let server = try ScriptedServer { _ in .init(201, "{}") }
        defer { server.stop() }
        let largest = LargestPiece()
        let request = TransferRequest(
            method: method,
            url: server.url,
            form: [info, part(3_000_000, largest: largest)]
        )
        #expect(try await Transfer().perform(request).status == 201)
        let seen = try #require(server.requests.first)
        #expect(seen.method == method)
        #expect(seen.headers["expect"] == nil && seen.headers["transfer-encoding"] == nil)
        let type = try #require(seen.headers["content-type"])
        let boundary = try #require(type.split(separator: "boundary=").last.map(String.init))
        #expect(type == "multipart/form-data; boundary=\(boundary)")
        let head = """
            --\(boundary)\r
            Content-Disposition: form-data; name="info"\r
            Content-Type: application/json\r
            \r
            {"a":1}\r
            --\(boundary)\r
            Content-Disposition: form-data; name="audioFile"; filename="a %22b%22.wav"\r
            Content-Type: audio/wav\r
            \r

            """
        #expect(seen.body.starts(with: head.utf8))
        #expect(seen.body.dropFirst(head.utf8.count).prefix(3_000_000).elementsEqual((0..<3_000_000).map(Self.byte)))
        #expect(seen.body.suffix(boundary.utf8.count + 8).elementsEqual("\r\n--\(boundary)--\r\n".utf8))
        #expect((1...65_536).contains(largest.bytes))
    }

    @Test func `a handle that sent a form carries nothing of it over`() async throws {
        let server = try ScriptedServer { request in .init(200, "\(request.method)|\(request.body.count > 100)") }
        defer { server.stop() }
        let transfer = Transfer(settings: TransferSettings(sinkThreads: 1))
        for _ in 0..<2 {
            let form = TransferRequest(method: "POST", url: server.url, form: [info, part(10)])
            #expect(try await transfer.perform(form, onBody: { _ in }).status == 200)
            let plain = TransferRequest(method: "PUT", url: server.url, body: Array("x".utf8))
            #expect(try await transfer.perform(plain, onBody: { _ in }).status == 200)
            #expect(try await transfer.perform(TransferRequest(url: server.url), onBody: { _ in }).status == 200)
        }
        #expect(server.connections == 1)
        #expect(server.requests.map(\.method) == ["POST", "PUT", "GET", "POST", "PUT", "GET"])
        #expect(server.requests.map { $0.body.count > 100 } == [true, false, false, true, false, false])
        #expect(server.requests[1].headers["content-type"] == nil)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [true, false])
    func `a file that cannot be read, or has become shorter, ends the request with the reason`(
        throwing: Bool
    ) async throws {
        let server = try ScriptedServer { _ in .init(201) }
        defer { server.stop() }
        let part = FormPart(
            name: "file",
            contentType: "x/y",
            content: .stream(length: 1_000_000) { offset, buffer in
                if throwing { throw Unreadable() }
                return min(buffer.count, max(0, 500_000 - Int(offset)))
            }
        )
        let transfer = Transfer()
        let error = await #expect(throws: TransferError.self) {
            try await transfer.perform(TransferRequest(method: "POST", url: server.url, form: [part]))
        }
        guard case .source(let cause) = error?.kind else {
            Issue.record("not told as what could not be read: \(String(describing: error))")
            return
        }
        #expect((cause is Unreadable) == throwing)
        #expect(server.requests.isEmpty)
    }

    @Test(.timeLimit(.minutes(1))) func `an answer without an end ends with its time, and what came is it`()
        async throws
    {
        let server = try ScriptedServer { _ in
            .init(200, "data: 1\n\n", announcedLength: 1000, ending: .silence)
        }
        defer { server.stop() }
        let transfer = Transfer()
        let response = try await transfer.perform(
            TransferRequest(url: server.url, timeout: 3000, isEndless: true)
        )
        #expect(response.status == 200)
        #expect(String(decoding: response.body, as: UTF8.self) == "data: 1\n\n")
        let error = await #expect(throws: TransferError.self) {
            try await transfer.perform(TransferRequest(url: server.url, timeout: 300))
        }
        guard case .timedOut = error?.kind else {
            Issue.record("an answer that must end was taken without its end")
            return
        }
    }
}

/// The most bytes that were wanted at once.
private final class LargestPiece: Sendable {
    private let most = Mutex(0)

    var bytes: Int { most.withLock { $0 } }
    func note(_ count: Int) { most.withLock { $0 = max($0, count) } }
}
