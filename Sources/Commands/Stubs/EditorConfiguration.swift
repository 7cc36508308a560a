import JSON

/// The `.luarc.json` that tells lua-language-server what Patchbay's Lua has and where its definitions lie.
struct EditorConfiguration {
    /// The folder with the definitions, relative to that of the file.
    let folder: String

    /// What the server's own definitions have and scripts do not.
    private static let absent = ["io", "package", "os", "debug", "ffi", "jit", "bit", "bit32"]

    /// The text of the file.
    var text: String {
        var builtin: JSONObject = [:]
        for name in Self.absent { builtin[name] = "disable" }
        let value: JSONValue = [
            "runtime": ["version": "Lua 5.4", "path": ["?.lua", "?/init.lua"], "builtin": .object(builtin)],
            "workspace": ["library": [.string(folder)], "checkThirdParty": false],
            // What an answer need not hold is most often there.
            "type": ["weakNilCheck": true, "weakUnionCheck": true],
            "diagnostics": ["disable": ["need-check-nil", "lowercase-global"]],
        ]
        return String(decoding: value.pretty(), as: UTF8.self)
    }
}
