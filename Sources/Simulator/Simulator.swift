import Glibc
import Hummingbird
import Logging
import NIOCore

/// The built-in stand-in for Webex: sign-in, an org, tasks, captures and their audio, on 127.0.0.1.
///
/// It shares no code with the client, so that a mistake cannot hide by being made on both sides; only the catalog's
/// facts are the same. Its control paths are described at `ControlEndpoint`. Safe to use from any task.
package final class Simulator: Sendable {
    /// What a client needs to know to use it.
    package let ready: ReadyLine
    private let server: Task<Void, any Error>

    private init(ready: ReadyLine, server: Task<Void, any Error>) {
        self.ready = ready
        self.server = server
    }

    /// Starts one, and returns when it listens.
    ///
    /// It runs until `stop()`, even when nobody holds it any more.
    package static func start(_ options: SimulatorOptions = SimulatorOptions()) async throws -> Simulator {
        try options.validate()
        let service = Service(options)
        let (ports, listening) = AsyncThrowingStream<Int, any Error>.makeStream()
        var application = Application(
            responder: FrontDesk(service),
            configuration: ApplicationConfiguration(
                address: .hostname("127.0.0.1", port: options.port),
                backlog: 1024
            ),
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
            for try await port in ports {
                return Simulator(ready: service.ready(port: port), server: server)
            }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw SimulatorError(
                problem: "port \(options.port) of 127.0.0.1 is taken",
                hint: "--port 0 takes a free one"
            )
        } catch {
            throw SimulatorError(problem: "cannot listen on port \(options.port) of 127.0.0.1: \(error)", hint: nil)
        }
        server.cancel()
        throw SimulatorError(problem: "the simulator ended before it listened", hint: nil)
    }

    /// Ends it: no request is answered afterwards, and its port is free when this returns.
    package func stop() async {
        server.cancel()
        // A server that was told to stop reports just that.
        _ = await server.result
    }
}
