import CLuaBridge

/// A value on its way into Lua.
package enum LuaValue: Sendable, Equatable {
    case `nil`
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string([UInt8])
    /// Text that becomes Lua tables in one pass; malformed, it raises where it was to arrive.
    case json([UInt8])

    /// Gives `body` the value as C takes it; its bytes are borrowed for that long.
    func withC<Result>(_ body: (pb_value) -> Result) -> Result {
        var value = pb_value()
        switch self {
        case .nil: value.type = PB_NIL
        case .boolean(let boolean):
            value.type = PB_BOOLEAN
            value.boolean = boolean
        case .integer(let integer):
            value.type = PB_INTEGER
            value.integer = integer
        case .number(let number):
            value.type = PB_NUMBER
            value.number = number
        case .string(let bytes), .json(let bytes):
            value.type = if case .json = self { PB_JSON } else { PB_STRING }
            return bytes.withUnsafeBytes { raw in
                value.bytes = raw.baseAddress?.assumingMemoryBound(to: CChar.self)
                value.length = raw.count
                return body(value)
            }
        }
        return body(value)
    }

    /// Gives `body` all the values at once, borrowed for the time of the call.
    static func withC<Result>(_ values: [LuaValue], _ body: (UnsafeBufferPointer<pb_value>) -> Result) -> Result {
        func collect(_ rest: ArraySlice<LuaValue>, _ made: [pb_value]) -> Result {
            guard let first = rest.first else { return made.withUnsafeBufferPointer(body) }
            return first.withC { collect(rest.dropFirst(), made + [$0]) }
        }
        return collect(values[...], [])
    }
}
