import CLuaBridge

/// A coroutine that the loop runs: it ends, or it waits until `resume` brings the answer.
///
/// Confined to the thread that made its VM.
package final class LuaThread {
    /// What became of a resume.
    package enum Outcome: Equatable {
        case finished
        case waiting
        case failed(LuaFailure)
    }

    /// Kept, because the thread is part of it.
    private let vm: LuaVM
    let pointer: OpaquePointer

    init(vm: LuaVM, pointer: OpaquePointer) {
        self.vm = vm
        self.pointer = pointer
    }

    deinit { pb_thread_free(pointer) }

    /// Runs the thread until it ends or waits; `values` are what the call that waits returns.
    package func resume(_ values: [LuaValue] = []) -> Outcome {
        let result = LuaValue.withC(values) { pb_thread_resume(pointer, $0.baseAddress, $0.count) }
        switch result.status {
        case PB_FINISHED: return .finished
        case PB_WAITING: return .waiting
        default:
            let message = UnsafeRawBufferPointer(start: result.message, count: result.message_length)
            let value = result.value.map { Array(UnsafeRawBufferPointer(start: $0, count: result.value_length)) }
            return .failed(
                LuaFailure(
                    message: String(decoding: message, as: UTF8.self),
                    traceback: result.traceback.map { String(cString: $0) } ?? "",
                    value: value
                )
            )
        }
    }
}
