import Glibc
import JSON
import Testing
import Webex
import Wire

@testable import Host

@Suite("Secrets that something says by mistake")
struct ConsoleRedactionTests {
    private let redaction = Redaction()

    init() { redaction.add("canary/of \"mine\"") }

    @Test("are taken out of what goes to standard error, and left in the data")
    func console() throws {
        let folder = TemporaryFolder()
        let output = try Descriptor.open(folder.path + "/out", flags: O_WRONLY | O_CREAT, mode: 0o600, shown: "out")
        let errors = try Descriptor.open(folder.path + "/err", flags: O_WRONLY | O_CREAT, mode: 0o600, shown: "err")
        let console = Console(output: output.number, errors: errors.number, environment: [:], redaction: redaction)
        console.print(Array("canary/of \"mine\"".utf8))
        console.say("a canary/of \"mine\" b")
        console.ask("canary%2Fof%20%22mine%22?")
        #expect(console.flush() == nil)
        #expect(try folder.text("err") == "a … b\n…? ")
        #expect(try folder.text("out") == "canary/of \"mine\"")
    }

    @Test("are taken out of the failures that a script is told")
    func failures() throws {
        let error = HostError(.invalid, "canary/of \"mine\"", "is canary/of \"mine\"", hint: "not canary/of \"mine\"")
        let answer = EffectFailure.answer(error, redaction)
        let head = try JSONValue(parsing: answer.head)
        #expect(head["message"]?.string == "…: is …")
        #expect(head["hint"]?.string == "not …")
    }
}
