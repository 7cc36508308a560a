import Glibc
import JSON
import TestSupport
import Testing

/// A real Chromium without a window, told what to do by chromedriver over HTTP (the WebDriver protocol of the W3C).
///
/// Its profile is a folder of its own. `end` before the test does: a killed driver leaves the browser running.
final class HeadlessBrowser: Sendable {
    /// The name that WebDriver gives to the id of an element.
    private static let elementKey = "element-6066-11e4-a52e-4f735466cecf"

    private let folder: TemporaryFolder
    private let driver: ProgramRun
    private let port: UInt16
    private let session: String

    init() async throws {
        let (chromium, chromedriver) = ("/usr/bin/chromium", "/usr/bin/chromedriver")
        guard access(chromium, X_OK) == 0, access(chromedriver, X_OK) == 0 else {
            throw LoopbackFailure(text: "Chromium or its driver is missing: scripts/setup test installs both")
        }
        folder = try TemporaryFolder()
        let environment = ["HOME": folder.path, "PATH": "/usr/bin:/bin"]
        driver = try ProgramRun(chromedriver, ["--port=0"], environment: environment, folder: folder.path, allowed: 120)
        let ready = "started successfully on port "
        guard await driver.hasWritten(ready), await driver.hasWritten(".\n"),
            let start = driver.outputSoFar.firstRange(of: ready)?.upperBound,
            let port = UInt16(driver.outputSoFar[start...].prefix { $0.isNumber })
        else { throw LoopbackFailure(text: "chromedriver did not start: \(driver.outputSoFar)") }
        self.port = port
        // Without its sandbox, since root may not have one: it sees nothing but pages of this machine.
        let arguments: JSONValue = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking",
            "--no-first-run", .string("--user-data-dir=" + folder.path("profile")),
        ]
        let options: JSONValue = ["binary": .string(chromium), "args": arguments]
        let wanted: JSONValue = ["capabilities": ["alwaysMatch": ["goog:chromeOptions": options]]]
        let made = try Self.ask(port, "POST", "/session", wanted)
        session = try #require(made["sessionId"]?.string)
    }

    deinit { driver.send(SIGKILL) }

    /// Closes the browser, and ends its driver.
    func end() async {
        _ = try? Self.ask(port, "DELETE", "/session/\(session)")
        driver.send(SIGTERM)
        _ = await driver.outcome()
    }

    /// Goes to an address, and waits until its page is there.
    func open(_ address: String) throws { _ = try ask("POST", "/url", ["url": .string(address)]) }

    /// Waits until the page has this title: a click returns before the page that it leads to is there.
    func shows(title: String) async throws {
        try await until { (try? ask("GET", "/title").string) == title }
    }

    /// What a person reads in an element, which a CSS selector names.
    func text(_ selector: String) throws -> String {
        try #require(ask("GET", "/element/\(try element(selector))/text").string)
    }

    /// Clicks on an element.
    func click(_ selector: String) throws { _ = try ask("POST", "/element/\(try element(selector))/click", [:]) }

    private func element(_ selector: String) throws -> String {
        let found = try ask("POST", "/element", ["using": "css selector", "value": .string(selector)])
        return try #require(found[Self.elementKey]?.string)
    }

    private func ask(_ method: String, _ path: String, _ body: JSONValue? = nil) throws -> JSONValue {
        try Self.ask(port, method, "/session/\(session)\(path)", body)
    }

    private static func ask(
        _ port: UInt16,
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil
    ) throws -> JSONValue {
        let text = body.map { String(decoding: $0.encoded(), as: UTF8.self) } ?? ""
        let answer = try JSONValue(parsing: Loopback.body(of: method, path, sending: text, port: port))
        return try #require(answer["value"])
    }
}
