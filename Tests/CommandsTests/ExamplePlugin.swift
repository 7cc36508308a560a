import TestSupport
import Testing

/// A plugin of the examples in a place of a test's own.
struct ExamplePlugin {
    let place: Place
    let name: String

    /// Lays it out as `plugins/NAME`, with another host where its manifest names one.
    init(_ name: String, files: [String] = ["plugin.lua"], for server: ScriptedServer? = nil) throws {
        self.name = name
        place = try Place()
        for file in files {
            var text = try #require(Repository.text("examples/plugins/\(name)/\(file)"))
            if let server {
                let host = String(server.url.drop { $0 != "/" }.dropFirst(2))
                for named in ["archive.example.com", "*.webhook.office.com"] {
                    text = text.replacing("{ \"\(named)\" }", with: "{ \"\(host)\" }")
                }
            }
            try place.script("plugins/\(name)/\(file)", text)
        }
    }

    /// Installs it with settings.
    func install(_ settings: String = "") async throws {
        let outcome = try await place.patchbay("plugin install plugins/\(name) --yes \(settings)")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    /// Stores a secret that its settings name.
    func secret(_ name: String, _ value: String) async throws {
        let outcome = try await place.shell("printf %s '\(value)' | patchbay secret set \(name) --from -")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }
}
