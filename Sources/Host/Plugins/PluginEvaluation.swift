import Glibc
import JSON
import Synchronization

/// Has a plugin say what it is: its `plugin.lua` is run in a worker without any permission, and what it returns is told.
struct PluginEvaluation {
    /// What the worker stands on; no org is asked.
    let ground: Run.Ground

    /// What a manifest may take: no more than a table needs.
    private static let time: Int64 = 5000
    private static let memory: Int64 = 64 << 20

    /// The manifest of a plugin, as the worker told it.
    ///
    /// - Parameters:
    ///   - code: its files.
    ///   - shown: what messages call it.
    /// - Returns: the table that it returned, as JSON.
    /// - Throws: `HostError` with what Lua said, and where.
    func told(by code: PluginCode, shown: String) async throws -> JSONValue {
        guard let text = code.files[PluginCode.entry] else {
            throw HostError(
                .invalid,
                shown,
                "has no \(PluginCode.entry), so it is no plugin",
                hint: "lay one out with patchbay plugin new NAME"
            )
        }
        // What messages call its files: the folder's name is the plugin's, most often.
        let name = shown.split(separator: "/").last.map(String.init) ?? shown
        let script = ScriptFile(
            generated: String(decoding: text, as: UTF8.self),
            name: "\(name)/\(PluginCode.entry)",
            folder: "/"
        )
        let heard = Mutex<JSONValue?>(nil)
        var request = Run.Request(script: script, arguments: [])
        request.manifest = ManifestQuestion(code, name: name) { told in heard.withLock { $0 = told } }
        request.limits.timeout = Self.time
        request.limits.cpuTime = Self.time
        request.limits.memory = Self.memory
        var ground = ground
        ground.org = nil
        ground.plugins = .none
        let nowhere = try Descriptor.open("/dev/null", flags: O_WRONLY, shown: "/dev/null")
        ground.console = Console(
            output: nowhere.number,
            errors: nowhere.number,
            environment: [:],
            redaction: ground.console.redaction
        )
        let end = Mutex<RunEnd?>(nil)
        let run = try Run(request, on: ground)
        run.isHeard { reason in end.withLock { $0 = reason } }
        let outcome = await run.run()
        withExtendedLifetime(nowhere) {}
        if let told = heard.withLock({ $0 }), outcome.exitCode == ExitCode.done { return told }
        if case .worker(let how) = end.withLock({ $0 }) {
            // That says nothing of the plugin.
            throw HostError(
                .unavailable,
                shown,
                "its manifest was not read, since the worker is gone: \(how)",
                hint: "try again"
            )
        }
        let failure = outcome.failure ?? "it said nothing of itself"
        let why = failure.hasPrefix("error: ") ? String(failure.dropFirst("error: ".count)) : failure
        throw HostError(.invalid, shown, Self.ownLimit(in: why, request.limits) ?? why)
    }

    /// The limit that a manifest hit, which no option of the command line changes; nil for any other failure.
    private static func ownLimit(in failure: String, _ limits: RunLimits) -> String? {
        let names: [(RunLimit, String)] = [
            (.timeout, "takes longer"), (.cpuTime, "takes more CPU time"), (.memory, "needs more memory"),
            (.output, "prints more"),
        ]
        for (limit, what) in names {
            guard let option = failure.firstRange(of: " (--\(limit.rawValue))") else { continue }
            return "its manifest \(what) than its limit of \(limits.shown(limit))" + failure[option.upperBound...]
        }
        return nil
    }
}
