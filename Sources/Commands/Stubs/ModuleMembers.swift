/// The names that each of Patchbay's modules has, as the definitions for editors list them.
enum ModuleMembers {
    /// By the name of the module, without `cc` and `webex`.
    static let all: [String: Set<String>] = {
        var all: [String: Set<String>] = [:]
        for file in StubLibrary.handWritten {
            let module = String(file.path.dropLast(".lua".count))
            let names = names(of: module, in: file.text)
            if !names.isEmpty { all[module] = names }
        }
        return all
    }()

    /// Its functions, and the fields of its class; none where the file defines no module.
    private static func names(of module: String, in text: String) -> Set<String> {
        let lines = text.split(separator: "\n")
        guard lines.contains("return \(module)") else { return [] }
        var names: Set<String> = []
        var isOfModule = false
        for line in lines {
            if line.hasPrefix("---@class ") { isOfModule = line == "---@class \(module)" }
            if isOfModule, line.hasPrefix("---@field ") {
                names.insert(String(line.dropFirst("---@field ".count).prefix { $0 != " " }))
            }
            if line.hasPrefix("function \(module).") {
                names.insert(String(line.dropFirst("function \(module).".count).prefix { $0 != "(" }))
            }
        }
        return names
    }
}
