import LuaKit
import Wire

/// What the bundled Lua modules are given to reach the loop and the host; scripts never see it.
///
/// In Lua: `effect(name, arguments, data, scope)` waits and returns succeeded, head, body;
/// `notice(name, arguments, data, scope)`; both in the scope of the running task where none is given;
/// `spawn(fn, …)` returns a task; `task()` the running one; `park()` waits and returns why it was woken; `wake(task)`;
/// `cancel(task)`; `sleep(milliseconds, place)` waits for a time that passes at once, in a run that only plans, and returns why it
/// was ended early; `idle()` waits until nothing else can run;
/// `scope(text)` sets the rows and steps that the running task is within, if text is given, and returns what was set before; `now()` in milliseconds since 1970; `source(module)` the text of a bundled module, or nil.
enum NativeFunctions {
    static func define(in vm: LuaVM, loop: WorkerLoop) {
        vm.define("effect", waits: true) { [unowned loop] call in
            do throws(LuaError) {
                loop.ask(try request(call, scope: call.string(4) ?? loop.scope))
                return .wait
            } catch {
                return call.raise(error.message)
            }
        }
        vm.define("notice") { [unowned loop] call in
            do throws(LuaError) {
                loop.tell(try request(call, scope: call.string(4) ?? loop.scope))
                return .values
            } catch {
                return call.raise(error.message)
            }
        }
        vm.define("spawn") { [unowned vm, unowned loop] call in
            guard let thread = vm.spawn(call, function: 1) else { return call.raise("not enough memory") }
            call.reply(.integer(Int64(loop.add(thread))))
            return .values
        }
        vm.define("task") { [unowned loop] call in
            call.reply(.integer(Int64(loop.currentTask)))
            return .values
        }
        vm.define("scope") { [unowned loop] call in
            let before = loop.scope
            if let scope = call.string(1) { loop.scope = scope }
            call.reply(.string(Array(before.utf8)))
            return .values
        }
        vm.define("park", waits: true) { [unowned loop] _ in
            loop.park()
            return .wait
        }
        vm.define("idle", waits: true) { [unowned loop] _ in
            loop.idle()
            return .wait
        }
        vm.define("sleep", waits: true) { [unowned loop] call in
            loop.sleep(call.integer(1) ?? 0, place: call.string(2) ?? "")
            return .wait
        }
        vm.define("wake") { [unowned loop] call in
            loop.wake(Int(call.integer(1) ?? 0))
            return .values
        }
        vm.define("cancel") { [unowned loop] call in
            loop.cancel(Int(call.integer(1) ?? 0))
            return .values
        }
        vm.define("now") { [unowned loop] call in
            call.reply(.integer(loop.now()))
            return .values
        }
        vm.define("source") { call in
            call.reply(call.string(1).flatMap(BundledModules.source).map(LuaValue.string) ?? .nil)
            return .values
        }
    }

    /// Bytes of a payload beside arguments and data: the effect's name, and lengths.
    private static let roomForName = 1024

    private static func request(_ call: borrowing LuaCall, scope: String) throws(LuaError) -> Request {
        let arguments = call.isNil(2) ? [] : Array(try call.json(2))
        let data = call.bytes(3)
        let length = arguments.count + (data?.count ?? 0) + scope.utf8.count
        guard length <= Frame.longestPayload - roomForName else {
            throw LuaError("\(length >> 20) MB are too much to send at once: \(Frame.longestPayload >> 20) MB fit")
        }
        return Request(
            name: call.string(1) ?? "",
            scope: scope,
            arguments: arguments,
            data: data.map(Array.init) ?? []
        )
    }
}
