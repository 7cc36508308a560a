import CLuaBridge

/// A Lua VM: capped in memory, with the library that scripts may see, and no way for an error to jump over Swift.
///
/// Confined to the thread that made it.
package final class LuaVM {
    /// A Swift function as Lua calls it.
    ///
    /// It must not keep the call.
    package typealias Function = (borrowing LuaCall) -> LuaReply

    let pointer: OpaquePointer
    private var limitHandler: LimitHandler?

    /// A VM that may use `memoryLimit` bytes.
    package init(memoryLimit: Int) throws(LuaError) {
        guard let pointer = pb_vm_new(memoryLimit) else {
            throw LuaError("\(memoryLimit) bytes are too few for a Lua VM")
        }
        self.pointer = pointer
    }

    deinit { pb_vm_free(pointer) }

    /// Bytes that Lua holds now.
    package var memory: Int { pb_vm_memory(pointer) }

    /// Adds a function to the native table, the argument of chunks that are loaded with `native`.
    ///
    /// A function that `waits` may reply `.wait`. Where its caller cannot wait (in `table.sort`, say), the call raises
    /// before the function is asked.
    package func define(_ name: String, waits: Bool = false, _ function: @escaping Function) {
        let box = Unmanaged.passRetained(FunctionBox(function))
        let defined = pb_vm_define(
            pointer,
            name,
            waits,
            { context, call in
                guard let context, let call else { return PB_RETURN }
                let box = Unmanaged<FunctionBox>.fromOpaque(context).takeUnretainedValue()
                switch box.function(LuaCall(pointer: call)) {
                case .values: return PB_RETURN
                case .raise: return PB_RAISE
                case .wait: return PB_WAIT
                }
            },
            box.toOpaque(),
            { context in if let context { Unmanaged<FunctionBox>.fromOpaque(context).release() } }
        )
        if !defined { box.release() }
    }

    /// A thread that will run `source`.
    ///
    /// Its name stands in messages: `@file.lua` for a file, `=patchbay/x` for our own.
    package func load(
        _ source: some Collection<UInt8>,
        name: String,
        native: Bool = false
    ) throws(LuaError) -> LuaThread {
        var error: UnsafePointer<CChar>?
        let thread = Array(source).withUnsafeBytes { bytes in
            pb_thread_load(
                pointer,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                bytes.count,
                name,
                native,
                &error
            )
        }
        guard let thread else { throw LuaError(error.map { String(cString: $0) } ?? "not enough memory") }
        return LuaThread(vm: self, pointer: thread)
    }

    /// A thread that will run argument `index` of a call, a function, with the arguments after it.
    ///
    /// Nil: no memory.
    package func spawn(_ call: borrowing LuaCall, function index: Int) -> LuaThread? {
        pb_thread_spawn(call.pointer, Int32(index)).map { LuaThread(vm: self, pointer: $0) }
    }

    /// Calls `handler` when a limit is hit, at a safe point, with the script's traceback.
    ///
    /// The handler ends the process.
    package func onLimit(_ handler: @escaping (LuaLimit, String) -> Never) {
        let box = LimitHandler(handler)
        limitHandler = box
        pb_vm_on_limit(
            pointer,
            { context, limit, traceback in
                guard let context else { return }
                let name: LuaLimit =
                    switch limit {
                    case PB_LIMIT_CPU: .cpu
                    case PB_LIMIT_TIMEOUT: .timeout
                    default: .memory
                    }
                let text = traceback.map { String(cString: $0) } ?? ""
                Unmanaged<LimitHandler>.fromOpaque(context).takeUnretainedValue().handler(name, text)
            },
            Unmanaged.passUnretained(box).toOpaque()
        )
    }

    /// Lets SIGXCPU and SIGUSR1 end the VM for its CPU time and its time-out.
    ///
    /// One VM a process.
    package func endOnSignals() throws(LuaError) {
        let error = pb_vm_end_on_signals(pointer)
        guard error == 0 else { throw LuaError("signals cannot be handled (errno \(error))") }
    }

    /// Ends through the limit handler when such a signal came while no Lua code ran.
    package func endIfSignalled() { pb_vm_check(pointer) }

    /// Makes the n-th allocation from now fail, and all after it; 0 makes none fail.
    ///
    /// For tests of the memory cap.
    package func failAllocation(_ n: UInt64) { pb_vm_fail_allocation(pointer, n) }
}

private final class FunctionBox {
    let function: LuaVM.Function
    init(_ function: @escaping LuaVM.Function) { self.function = function }
}

private final class LimitHandler {
    let handler: (LuaLimit, String) -> Never
    init(_ handler: @escaping (LuaLimit, String) -> Never) { self.handler = handler }
}
