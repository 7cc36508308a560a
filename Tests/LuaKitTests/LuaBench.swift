import Glibc
import LuaKit
import Testing

/// A VM with a few native functions, and a loop that answers every wait at once.
///
/// Scripts get the native table as `native`: `say(text)` notes a line; `echo(value)` waits and is answered its argument,
/// `answer()` waits and is answered what `answers` holds next; `fail(text)` raises; `give()` returns what `gifts` holds.
final class LuaBench {
    let vm: LuaVM
    private(set) var said: [String] = []
    /// What the waits of `answer` are given, one list each.
    var answers: [[LuaValue]] = []
    /// What `give` returns.
    var gifts: [LuaValue] = []
    private var next: [LuaValue] = []

    init(memoryLimit: Int = 64 << 20) throws {
        vm = try LuaVM(memoryLimit: memoryLimit)
        vm.onLimit { limit, traceback in
            fatalError("the limit \(limit) was hit where no test expects it: \(traceback)")
        }
        vm.define("say") { [unowned self] call in
            said.append(call.string(1) ?? "?")
            return .values
        }
        vm.define("echo", waits: true) { [unowned self] call in
            next = [Self.value(call, 1)]
            return .wait
        }
        vm.define("answer", waits: true) { [unowned self] call in
            next = answers.isEmpty ? [] : answers.removeFirst()
            return .wait
        }
        vm.define("fail") { call in call.raise(call.string(1) ?? "failed") }
        vm.define("give") { [unowned self] call in
            for gift in gifts { call.reply(gift) }
            return .values
        }
    }

    private static func value(_ call: borrowing LuaCall, _ index: Int) -> LuaValue {
        if call.isNil(index) { return .nil }
        if let integer = call.integer(index) { return .integer(integer) }
        if let number = call.number(index) { return .number(number) }
        if let bytes = call.bytes(index) { return .string(Array(bytes)) }
        return .boolean(call.boolean(index))
    }

    /// Runs a chunk to its end.
    @discardableResult
    func run(_ source: String, name: String = "@script.lua") throws -> LuaThread.Outcome {
        let thread = try vm.load(Array(("local native = ... " + source).utf8), name: name, native: true)
        return finish(thread)
    }

    /// Resumes a thread until it ends, answering its waits.
    func finish(_ thread: LuaThread) -> LuaThread.Outcome {
        var outcome = thread.resume()
        while outcome == .waiting {
            let values = next
            next = []
            outcome = thread.resume(values)
        }
        return outcome
    }

    /// Runs a chunk that is to end well, and gives what it said.
    func lines(_ source: String, _ location: SourceLocation = #_sourceLocation) throws -> [String] {
        said = []
        #expect(try run(source) == .finished, sourceLocation: location)
        return said
    }

    /// Runs a chunk that is to fail, and gives how.
    func failure(_ source: String, _ location: SourceLocation = #_sourceLocation) throws -> LuaFailure {
        guard case .failed(let failure) = try run(source) else {
            throw UnexpectedEnd()
        }
        return failure
    }
}

/// A script ended well that was to fail.
struct UnexpectedEnd: Error {}
