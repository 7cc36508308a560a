/// Why a chunk could not be loaded or a value not be encoded, as Lua says it.
package struct LuaError: Error, Equatable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}

/// How a Lua thread ended that raised.
package struct LuaFailure: Equatable {
    /// The error as text.
    package let message: String
    /// The script's own frames, innermost first, a line each.
    package let traceback: String
    /// The error value as JSON when it was a table that can be encoded.
    package let value: [UInt8]?
}

/// A limit that ended a VM.
package enum LuaLimit: Equatable, Sendable {
    case memory, cpu, timeout
}
