import Synchronization
import TestSupport

/// A service that says back whatever it is sent, in the ways that a service, a gateway or a proxy might.
final class Parrot: Sendable {
    /// How it says it.
    enum Way: String, CaseIterable, Sendable {
        case refusal, unauthorized, conflict, lateInALongText, escaped, base64, plainText, page, gatewayPage
        case headers, redirect, brokenOff, noToken
    }

    let server: ScriptedServer
    private let speaks: Speech

    private final class Speech: Sendable {
        let way = Mutex<Way?>(nil)
    }

    /// It gives out a pair of tokens, and nothing else, until it is told to speak.
    init(accessToken: String, refreshToken: String) throws {
        let pair = #"{"access_token": "\#(accessToken)", "refresh_token": "\#(refreshToken)", "expires_in": 1209599}"#
        let speaks = Speech()
        server = try ScriptedServer { request in
            guard let way = speaks.way.withLock({ $0 }) else {
                return .init(200, request.path.hasSuffix("/access_token") ? pair : "{}")
            }
            return Self.answer(to: request, way)
        }
        self.speaks = speaks
    }

    deinit { server.stop() }

    /// Says back everything from now on.
    func speak(_ way: Way) { speaks.way.withLock { $0 = way } }

    /// What it was sent in a form under a name.
    func heard(_ name: String) -> [String] {
        server.requests.flatMap { request in
            request.text.split(separator: "&").filter { $0.hasPrefix(name + "=") }.map {
                String($0.dropFirst(name.count + 1))
            }
        }
    }

    private static func answer(to request: ScriptedServer.Request, _ way: Way) -> ScriptedServer.Reply {
        let headers = request.headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        let said = ([request.target] + headers + [request.text]).joined(separator: " ")
        let quoted = said.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        func error(_ text: String) -> String {
            #"{"message": "\#(text)", "error": "invalid_grant", "error_description": "\#(text)", "trackingId": "\#(text)"}"#
        }
        switch way {
        case .refusal: return .init(400, error(quoted))
        case .unauthorized:
            return .init(401, error(quoted), headers: [("WWW-Authenticate", "Bearer error=\"\(said)\"")])
        case .conflict: return .init(409, #"{"error": {"key": "409", "message": [{"description": "\#(quoted)"}]}}"#)
        case .lateInALongText:
            // A message is cut somewhere: each time at another letter of what was said.
            let before = String(repeating: "long words ", count: 40) + String(repeating: "x", count: request.index % 40)
            return .init(400, error(before + quoted))
        case .escaped:
            let escaped = quoted.replacing("/", with: "\\/").replacing("+", with: "\\u002b")
            return .init(400, error(escaped))
        case .base64: return .init(400, error(Canaries.base64(said)))
        case .plainText: return .init(403, said)
        case .page: return .init(200, "<html><p>\(said)</p></html>", headers: [("Content-Type", "text/html")])
        case .gatewayPage: return .init(502, "<html><p>\(said)</p></html>", headers: [("Content-Type", "text/html")])
        case .headers:
            return .init(
                404,
                error("headers"),
                headers: [("TrackingId", said), ("Retry-After", said), ("Server", said), ("Content-Type", said)]
            )
        case .redirect:
            return .init(302, "", headers: [("Location", "http://127.0.0.1:9/?" + said.replacing(" ", with: "+"))])
        case .brokenOff:
            return .init(200, #"{"message": "\#(quoted)"#, announcedLength: quoted.utf8.count + 100, ending: .close)
        case .noToken: return .init(200, #"{"access_token": "no token \#(quoted)", "expires_in": "\#(quoted)"}"#)
        }
    }
}
