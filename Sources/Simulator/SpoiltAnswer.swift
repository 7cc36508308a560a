import Glibc
import HTTPTypes
import Hummingbird
import NIOCore

/// Carries out a fault: the request is performed or not, and its answer spoilt.
struct SpoiltAnswer {
    let service: Service
    let call: Call
    let scope: FaultDesk.Scope
    let channel: any Channel

    /// What the client gets, and nothing at all where the connection ends.
    ///
    /// - Parameters:
    ///   - fault: what goes wrong.
    ///   - earlier: how many requests it befell before.
    ///   - perform: does what was asked.
    /// - Returns: the answer to send.
    /// - Throws: an answer that is an error.
    func answer(
        _ fault: Fault,
        earlier: Int,
        _ perform: () async throws(ServiceFault) -> Response
    ) async throws(ServiceFault) -> Response {
        var response = Response(status: .ok)
        if fault.moment == .after {
            do throws(ServiceFault) {
                response = try await perform()
            } catch {
                response = error.response(trackingID: call.trackingID)
            }
        }
        switch fault.kind {
        case .status(let code): throw refusal(code, retryAfter: fault.retryAfter)
        case .expiredToken:
            service.tokens.revoke(call.bearerToken)
            throw ServiceFault(401, ServiceFault.badToken)
        case .expiredSignature:
            service.signer.expire(path: call.path, query: call.query)
            throw ServiceFault(403, "Request has expired", form: .objectStore(code: "AccessDenied"))
        case .reset: await reset()
        case .stall: await stall()
        case .slow: await delay(milliseconds: fault.milliseconds)
        case .html: response = page()
        case .truncated: breakOff(&response, after: (response.body.contentLength ?? 0) / 2)
        case .wrongLength: misstate(&response, isLess: scope != .media && !earlier.isMultiple(of: 2))
        case .malformed: await halve(&response)
        }
        return response
    }

    private func refusal(_ code: Int, retryAfter: Int?) -> ServiceFault {
        let form: ServiceFault.Form =
            switch scope {
            case .api: APIRoute(call).errorForm
            case .media: .objectStore(code: code < 500 ? "SlowDown" : "InternalError")
            case .signIn: .webex
            }
        var fault = ServiceFault(
            code,
            code == 429 ? "too many requests" : "the service failed, as it was asked to",
            form: form
        )
        fault.retryAfter = retryAfter
        // Downloads and sign-in have no part in the limit, so that nobody is early there.
        if scope == .api, let retryAfter { service.allowance.hold(seconds: retryAfter, now: call.now) }
        return fault
    }

    /// Ends the connection with a reset: a close that lingers for no time.
    private func reset() async {
        if let socket = channel as? any SocketOptionProvider {
            try? await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try? await channel.close().get()
    }

    /// Waits until the client has gone or the simulator ends.
    private func stall() async {
        // Else a client that closes its end would not close the connection.
        try? await channel.setOption(.allowRemoteHalfClosure, value: false).get()
        await withTaskCancellationHandler {
            try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Waits so long, and ends the connection when the simulator ends before.
    private func delay(milliseconds: Int) async {
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
        } catch {
            try? await channel.close().get()
        }
    }

    /// What a proxy or a captive portal puts in the place of an answer.
    private func page() -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: .init(
                byteBuffer: ByteBuffer(string: "<!DOCTYPE html><title>Network sign-in</title><p>Please wait.</p>\n")
            )
        )
    }

    /// Ends the connection when so many bytes of the body are sent.
    private func breakOff(_ response: inout Response, after count: Int) {
        let body = response.body
        guard let length = body.contentLength, length > 0 else { return }
        response.body = ResponseBody(contentLength: length) { writer in
            try await body.write(BreakingWriter(writer: writer, rest: count))
        }
    }

    /// Promises another length than the body has, and ends the connection when all is sent.
    private func misstate(_ response: inout Response, isLess: Bool) {
        let length = response.body.contentLength ?? 0
        breakOff(&response, after: length)
        response.headers[.contentLength] = String(isLess ? length / 2 : length + 16)
    }

    /// Leaves half of the body away, with a length that is right: a part of an object is no JSON.
    private func halve(_ response: inout Response) async {
        let whole = GatheringWriter()
        try? await response.body.write(whole)
        response.body = ResponseBody(
            byteBuffer: whole.buffer.getSlice(at: 0, length: (whole.buffer.readableBytes + 1) / 2) ?? ByteBuffer()
        )
    }
}

/// Writes so many bytes and then fails, which ends the connection.
private struct BreakingWriter: ResponseBodyWriter {
    struct BrokenOff: Error {}

    var writer: any ResponseBodyWriter
    var rest: Int

    mutating func write(_ buffer: ByteBuffer) async throws {
        var buffer = buffer
        if let part = buffer.readSlice(length: min(rest, buffer.readableBytes)) {
            try await writer.write(part)
            rest -= part.readableBytes
        }
        if rest == 0 { throw BrokenOff() }
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        throw BrokenOff()
    }
}

/// Keeps what is written.
private final class GatheringWriter: ResponseBodyWriter {
    var buffer = ByteBuffer()

    func write(_ part: ByteBuffer) { buffer.writeImmutableBuffer(part) }
    func finish(_ trailingHeaders: HTTPFields?) {}
}
