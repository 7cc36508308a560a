import CLuaBridge

/// What a Swift function tells Lua to do once it has returned.
package enum LuaReply: Sendable {
    /// The call returns what `LuaCall.reply` was given.
    case values
    /// The call raises the one value that `LuaCall.reply` was given.
    case raise
    /// The coroutine waits; `LuaThread.resume` gives the call its values. Only of functions defined with `waits`.
    case wait
}

/// One call of a Swift function by Lua, valid until the function returns.
///
/// Nothing here can raise a Lua error.
package struct LuaCall: ~Copyable {
    let pointer: OpaquePointer

    /// How many arguments there are.
    package var count: Int { Int(pb_call_count(pointer)) }

    /// Whether argument `index`, counted from 1, is absent or nil.
    package func isNil(_ index: Int) -> Bool { pb_call_type(pointer, Int32(index)) == PB_NIL }

    /// An argument's truth, as Lua sees it.
    package func boolean(_ index: Int) -> Bool { pb_call_boolean(pointer, Int32(index)) }

    /// An argument that is a whole number.
    package func integer(_ index: Int) -> Int64? {
        var value: Int64 = 0
        return pb_call_integer(pointer, Int32(index), &value) ? value : nil
    }

    /// An argument that is a number.
    package func number(_ index: Int) -> Double? {
        var value = 0.0
        return pb_call_number(pointer, Int32(index), &value) ? value : nil
    }

    /// The bytes of an argument that is a string, borrowed: copy what is to stay.
    package func bytes(_ index: Int) -> UnsafeRawBufferPointer? {
        var length = 0
        guard let bytes = pb_call_bytes(pointer, Int32(index), &length) else { return nil }
        return UnsafeRawBufferPointer(start: bytes, count: length)
    }

    /// An argument that is a string, as text; bytes that are no UTF-8 are replaced.
    package func string(_ index: Int) -> String? { bytes(index).map { String(decoding: $0, as: UTF8.self) } }

    /// An argument encoded as JSON, borrowed until the next encoding of the same VM.
    package func json(_ index: Int) throws(LuaError) -> UnsafeRawBufferPointer {
        var length = 0
        guard let bytes = pb_call_json(pointer, Int32(index), &length) else {
            throw LuaError(String(cString: pb_call_json_error(pointer)))
        }
        return UnsafeRawBufferPointer(start: bytes, count: length)
    }

    /// Adds a value to what the call answers, four at most.
    package func reply(_ value: LuaValue) {
        value.withC { _ = pb_call_reply(pointer, $0) }
    }

    /// Answers that the call raises `message`.
    package func raise(_ message: String) -> LuaReply {
        reply(.string(Array(message.utf8)))
        return .raise
    }
}
