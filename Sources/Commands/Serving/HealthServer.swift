import Exposition
import Glibc
import HTTPTypes
import Host
import Hummingbird
import JSON
import Logging
import NIOCore
import Schedule
import ServiceLifecycle

/// Answers who watches over the daemon: `GET /healthz` how it stands, `GET /metrics` what it counted.
///
/// It listens once it is made, and until the daemon ends.
final class HealthServer: Service {
    /// Where it listens; the port that was taken, where any would do.
    let address: ListenAddress
    private let server: Task<Void, any Error>

    private init(_ address: ListenAddress, _ server: Task<Void, any Error>) {
        self.address = address
        self.server = server
    }

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - address: where; port 0 takes a free one.
    ///   - health: how the daemon stands.
    ///   - metrics: what it counted, as Prometheus reads it.
    /// - Returns: the server, listening.
    /// - Throws: `HostError` when the address cannot be listened on.
    static func start(
        _ address: ListenAddress,
        health: @escaping @Sendable () async -> HealthReport,
        metrics: @escaping @Sendable () async -> String
    ) async throws -> HealthServer {
        let (ports, listening) = AsyncThrowingStream<Int, any Error>.makeStream()
        var application = Application(
            responder: HealthDesk(health: health, metrics: metrics),
            configuration: ApplicationConfiguration(address: .hostname(address.host, port: address.port)),
            onServerRunning: { channel in
                if let port = channel.localAddress?.port { listening.yield(port) }
            }
        )
        application.logger.logLevel = .critical
        let server = Task { [application] in
            do {
                try await application.run()
                listening.finish()
            } catch {
                listening.finish(throwing: error)
                throw error
            }
        }
        do {
            for try await port in ports { return HealthServer(ListenAddress(host: address.host, port: port), server) }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw HostError(
                .invalid,
                "--listen",
                "port \(address.port) of \(address.host) is taken",
                hint: "choose another, port 0 for any free one, or --no-listen"
            )
        } catch {
            // It may be there later, when the network is.
            throw HostError(.unavailable, "--listen", "cannot listen on \(address): \(error)", hint: "or --no-listen")
        }
        server.cancel()
        throw HostError(.unavailable, "--listen", "the server ended before it listened")
    }

    /// Serves until the daemon ends.
    func run() async {
        try? await gracefulShutdown()
        server.cancel()
        // A server that was told to stop reports just that.
        _ = await server.result
    }
}

/// Gives each request its answer.
private struct HealthDesk: HTTPResponder {
    let health: @Sendable () async -> HealthReport
    let metrics: @Sendable () async -> String

    func respond(to request: Request, context: BasicRequestContext) async -> Response {
        let path = (request.head.path ?? "").prefix { $0 != "?" }
        guard [.get, .head].contains(request.method), ["/healthz", "/metrics"].contains(path) else {
            return Self.response(.notFound, "text/plain; charset=utf-8", "there is /healthz and /metrics\n", request)
        }
        guard path == "/healthz" else {
            return Self.response(.ok, MetricRegistry.contentType, await metrics(), request)
        }
        let report = await health()
        let text = String(decoding: report.json.encoded(), as: UTF8.self) + "\n"
        let status: HTTPResponse.Status = report.status == .ok ? .ok : .serviceUnavailable
        return Self.response(status, "application/json", text, request)
    }

    private static func response(
        _ status: HTTPResponse.Status,
        _ type: String,
        _ text: String,
        _ request: Request
    ) -> Response {
        let body = ByteBuffer(string: text)
        var fields: HTTPFields = [.contentType: type, .cacheControl: "no-store"]
        guard request.method == .head else {
            return Response(status: status, headers: fields, body: .init(byteBuffer: body))
        }
        fields[.contentLength] = "\(body.readableBytes)"
        return Response(status: status, headers: fields)
    }
}
