import JSON

/// A sink of a plugin: its function `put` gets one recording after the other, each with a grant to read that file.
///
/// Its worker is its own: a recording may take minutes, and the plugin's hooks must not wait for it.
final class PluginSink: FileSink {
    /// Milliseconds that a recording may take.
    private static let patience: Int64 = 300_000
    /// Bytes that the place of a recording may have.
    private static let longestLocation = 4096

    let name: String
    private let sink: String
    private let served: ServedRun

    /// - Parameters:
    ///   - plugin: the plugin.
    ///   - sink: the name that it has in the manifest.
    ///   - served: the worker.
    init(_ plugin: LoadedPlugin, _ sink: String, _ served: ServedRun) {
        name = "\(plugin.manifest.name)/\(sink)"
        self.sink = sink
        self.served = served
    }

    /// What makes sinks of their names, `PLUGIN/SINK`.
    ///
    /// - Parameters:
    ///   - ground: what the run stands on, with its plugins.
    ///   - permissions: what a person said that the run may do.
    ///   - accompany: has a worker end with the run.
    /// - Returns: a maker that gives nil for whatever is no text, and for an address.
    static func maker(
        on ground: Run.Ground,
        permitting permissions: Permissions,
        accompany: @escaping @Sendable (ServedRun) -> Void
    ) -> @Sendable (JSONValue) throws -> PluginSink? {
        { value in
            guard let text = value.string, !text.contains("://") else { return nil }
            let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let plugins = ground.plugins.plugins
            guard parts.count == 2, let plugin = ground.plugins.plugin(parts[0]) else {
                let sinks = plugins.map(\.manifest).flatMap { plugin in plugin.sinks.map { "\(plugin.name)/\($0.name)" }
                }
                let known =
                    sinks.isEmpty ? "no plugin that is enabled has any" : "there is \(sinks.joined(separator: ", "))"
                throw HostError(
                    .notFound,
                    text,
                    "there is no such sink",
                    hint: known
                )
            }
            let sinks = plugin.manifest.sinks.map(\.name)
            guard sinks.contains(parts[1]) else {
                throw HostError(
                    .notFound,
                    text,
                    "plugin \(parts[0]) has no such sink",
                    hint: sinks.isEmpty ? "it has none" : "it has \(sinks.joined(separator: ", "))"
                )
            }
            let served = ServedRun.of(plugin, on: ground, permitting: permissions, plans: false)
            accompany(served)
            return PluginSink(plugin, parts[1], served)
        }
    }

    /// Has the plugin loaded: one that cannot be is told before anything is downloaded.
    func check() async throws {
        do throws(ServedFailure) { _ = try await served.call("ready", []) } catch {
            throw HostError(.unavailable, name, error.message)
        }
    }

    func put(_ item: SinkItem, file: SinkFile) async throws -> String {
        let grant = try PathGrant(file.path, .read, .file, origin: .typed, currentFolder: "/")
        let given: JSONValue = [
            "path": .string(file.path), "name": .string(item.path), "bytes": .integer(file.saved.bytes),
            "sha256": .string(file.saved.sha256), "content_type": .string(item.contentType),
            "capture": .object(item.facts), "task": item.facts["task"] ?? ["id": .string(item.taskID)],
            "metadata": .object(item.metadata),
        ]
        let told: JSONValue
        do throws(ServedFailure) {
            told = try await served.call("sinks/\(sink)/put", [given], within: Self.patience) { $0.grants.lend(grant) }
        } catch {
            throw HostError(.unavailable, name, error.message)
        }
        guard let location = told[0]?.string ?? told[0]?["location"]?.string, !location.isEmpty else {
            throw HostError(.invalid, name, "put must return where the recording lies, as text or { location = … }")
        }
        guard location.utf8.count <= Self.longestLocation,
            !location.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else {
            let must = "one line of at most \(Self.longestLocation) bytes"
            throw HostError(.invalid, name, "put must return where the recording lies, as \(must)")
        }
        return location
    }
}
