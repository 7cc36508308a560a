import Catalog
import JSON
import Webex
import Wire

/// One call without a script, by the handler that the calls of scripts go through: the same checks, the same permissions.
package struct SingleCall: Sendable {
    private let operation: Operation
    private let arguments: [JSONValue]
    private let files: [String]
    private let secrets: [String]

    /// - Parameters:
    ///   - operation: what is called.
    ///   - arguments: ids, then tables, as a script gives them.
    ///   - files: paths that a person typed for files that the body names; they may be read.
    ///   - secrets: names of stored secrets that a person typed for parameters that are secrets.
    package init(_ operation: Operation, arguments: [JSONValue], files: [String] = [], secrets: [String] = []) {
        self.operation = operation
        self.arguments = arguments
        self.files = files
        self.secrets = secrets
    }

    /// Sends it.
    ///
    /// - Returns: the answer as it came; empty when nothing came.
    /// - Throws: what a script would catch.
    package func send(on ground: Run.Ground, permissions: Permissions) async throws -> [UInt8] {
        guard let org = ground.org else { return [] }
        let folder = ground.currentFolder
        let granted = try files.map { path throws(HostError) in
            try PathGrant(path, .read, .file, origin: .typed, currentFolder: folder)
        }
        let handles = GrantedSecrets(ground.secrets)
        handles.grant(secrets)
        let console = ground.console
        let calls = CallEffects(
            session: org.session,
            catalog: .bundled,
            permits: ChangePermits(permissions),
            grants: Grants(granted, currentFolder: folder, forbidden: ground.outOfReach),
            secrets: handles,
            warnings: CallWarnings { console.say("\(console.colored("warning:", .warning)) \(Console.plain($0))") }
        )
        let answer = try await calls.call(
            [
                "operation": .string(operation.plainName), "module": .string(operation.module.rawValue),
                "arguments": .array(arguments),
            ],
            []
        )
        switch answer.body {
        case .none: return []
        case .json(let bytes), .bytes(let bytes): return bytes
        }
    }
}
